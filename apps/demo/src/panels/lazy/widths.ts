import { train } from "@ntkit/training";
import type { JobContext } from "../../compute/job.ts";
import { finiteOf } from "../../network/finite.ts";
import { samples } from "../../network/kernels.ts";
import type { LazyState } from "./panel.ts";
import { grid, gridTargets, lawWidths, looks, networkOf, networksEach, steps, targets, trainAt, trainingOf } from "./setting.ts";
import { rms, theoryOf } from "./theory.ts";

export type WidthsRequest = Pick<LazyState, "scale" | "depth" | "activation" | "seed">;

/** After training, the mean over networks of one width that differ by their seeds. */
export interface WidthRow {
  readonly width: number;
  /** How many were trained to the end. */
  readonly networks: number;
  /** As `Run.moves` names them. */
  readonly moves: Readonly<Record<string, number>>;
}

/** What is known for a setting stays known: rows that were computed before a job was stopped are kept. */
const found = new Map<string, WidthRow[]>();

/** Trains networks of every width, the narrow ones first, and tells after each width how far they have moved. */
export async function widths(request: WidthsRequest, { on, signal, report }: JobContext<readonly WidthRow[]>): Promise<readonly WidthRow[]> {
  const { scale, depth, activation, seed } = request;
  const key = JSON.stringify([on.name, scale, depth, activation, seed]);
  const rows = found.get(key) ?? [];
  found.set(key, rows);
  const described = networkOf(request);
  const { learningRate, predictions } = await theoryOf(on, described);
  const expected = predictions[looks.length - 1].test?.mean.data ?? new Float64Array(grid.length);
  const [x, y, testX, testY] = [trainAt, targets, grid, gridTargets].map((values) => samples(values));
  report([...rows]);
  for (const width of lawWidths[depth].slice(rows.length)) {
    const network = finiteOf(described, width);
    const members: Record<string, number>[] = [];
    for (let member = 0; member < networksEach; member++) {
      const { status, records, outputs } = await train({
        ...{ on, network, x, y, testX, testY, signal },
        ...trainingOf({ scale, seed: seed + member }, learningRate),
        checkLearningRate: false,
        record: ["weight-change", "ntk"].map((kind) => ({ kind, at: { steps: [steps] } })),
      });
      signal.throwIfAborted();
      if (status !== "finished" || outputs.test === undefined) continue;
      const last = Object.entries(records.numbers).map(([name, { values }]) => [name, values[values.length - 1]] as const);
      members.push({ ...Object.fromEntries(last), distance: rms(outputs.test.data, expected) });
    }
    rows.push({ width, networks: members.length, moves: meansOf(members) });
    report([...rows]);
  }
  return [...rows];
}

function meansOf(members: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = Object.keys(members[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, members.reduce((sum, member) => sum + member[name], 0) / members.length]));
}
