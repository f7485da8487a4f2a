import type { Architecture } from "@ntkit/architectures";
import type { TrainingResult } from "@ntkit/training";
import type { PreparedData } from "../data.ts";
import type { ExperimentPlugins } from "../plugins.ts";
import type { TrainingSection } from "./section.ts";
import { networkOf, type Trainer } from "./trainer.ts";
import { widen } from "./widen.ts";

/** A quantity over networks of one width that differ by their seeds. */
export interface Spread {
  readonly mean: number;
  /** Standard error of the mean; 0 for one network. */
  readonly error: number;
}

export interface WidthRow {
  readonly width: number;
  /** Networks that were trained to the end. */
  readonly networks: number;
  readonly diverged: number;
  /** Of `weight-change`, those of layers too, `ntk.drift`, `ntk.distance`, `loss.train` and `loss.test` after the last step. */
  readonly numbers: Readonly<Record<string, Spread>>;
}

/** How far networks move, by their width. */
export interface WidthsReport {
  readonly rows: readonly WidthRow[];
  /** p of the law `width^p` that fits each quantity best, in logarithms. */
  readonly exponents: Readonly<Record<string, number>>;
}

/** What is measured at the start and after the last step, of networks that only serve a statistic. */
export const endOnly: Pick<TrainingSection, "linearise" | "checkLearningRate" | "record"> = {
  linearise: false,
  checkLearningRate: false,
  record: ["loss", "weight-change", "ntk"].map((kind) => ({ kind, at: { steps: [0] } })),
};

/** Trains networks of each width. Undefined where none are asked for; a run that is stopped keeps the widths that are done. */
export async function trainWidths(
  trainer: Trainer,
  architecture: Architecture,
  { widths, networks, seed }: TrainingSection,
  data: PreparedData,
  plugins: ExperimentPlugins,
): Promise<WidthsReport | undefined> {
  if (widths === undefined) return undefined;
  const rows: WidthRow[] = [];
  for (const width of widths) {
    const network = networkOf(widen(architecture, width), data, plugins);
    const results: TrainingResult[] = [];
    await trainer.begin(`width ${width}${networks === 1 ? "" : `, ${networks} networks`}`);
    for (let i = 0; i < networks; i++) {
      const part = { index: i, of: networks };
      const result = await trainer.run({ name: `width-${width}-seed-${seed + i}`, network, seed: seed + i, settings: endOnly, part });
      if (result.status === "stopped") return { rows, exponents: exponentsOf(rows) };
      results.push(result);
    }
    rows.push(rowOf(width, results));
  }
  return { rows, exponents: exponentsOf(rows) };
}

/** The widest layers may be given first: misuse is found before any of them is trained. */
export function requireWidths(architecture: Architecture, { widths = [] }: TrainingSection, data: PreparedData, plugins: ExperimentPlugins): void {
  for (const width of widths) networkOf(widen(architecture, width), data, plugins);
}

function rowOf(width: number, results: readonly TrainingResult[]): WidthRow {
  const whole = results.filter(({ status }) => status === "finished");
  const names = Object.keys(whole[0]?.records.numbers ?? {}).filter((name) => !/\.(weight|bias|scale|shift)$/.test(name));
  const spreads = names.map((name) => [name, spreadOf(whole.flatMap(({ records }) => records.numbers[name]?.values.at(-1) ?? []))] as const);
  return { width, networks: whole.length, diverged: results.length - whole.length, numbers: Object.fromEntries(spreads) };
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: values.length < 2 ? 0 : Math.sqrt(squares / (values.length * (values.length - 1))) };
}

function exponentsOf(rows: readonly WidthRow[]): Record<string, number> {
  const names = Object.keys(rows[0]?.numbers ?? {});
  const fits = names.flatMap((name) => {
    const points = rows.flatMap(({ width, numbers }) => (numbers[name]?.mean > 0 ? [[Math.log(width), Math.log(numbers[name].mean)] as const] : []));
    const slope = slopeOf(points);
    return Number.isFinite(slope) ? [[name, slope] as const] : [];
  });
  return Object.fromEntries(fits);
}

/** Of the straight line that fits points best; NaN for fewer than two places. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const [along, both] = points.reduce(([a, b], [u, v]) => [a + (u - x) ** 2, b + (u - x) * (v - y)], [0, 0]);
  return both / along;
}
