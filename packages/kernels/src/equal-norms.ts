import type { KernelProgram, KernelTrace } from "@ntkit/architectures";
import { type Assignment, type Backend, epsilon, type Tensor } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import { formula, select, simplify, variable } from "@ntkit/formula";
import { chebyshevPoints, chebyshevSeries, evaluateSeries, shortened } from "./chebyshev.ts";

/** How the entries of a matrix were computed. */
export type Evaluation =
  /** The programs of the network, entry by entry. */
  | { readonly kind: "direct"; readonly reason: string }
  /**
   * All inputs have one norm, so every kernel is a function of the angle between two of them: a Chebyshev series of
   * `terms` terms, which missed the network by at most `error` (relative to its largest value) where that was tried.
   */
  | { readonly kind: "angle-table"; readonly terms: number; readonly error: number };

/** Norms that differ by no more than this, relative to the largest, are one norm. */
const sameNorm = 1e-12;
/** What a table may miss by, relative to the largest value of its kernel: half of it by too few points, half by terms left out. */
const tolerance = 1e-12;
/** Points are doubled from the first of these up to the last. */
const intervals = { first: 16, last: 256 };
/** A table costs about as much as this many layers in closed form; below so many entries its making is not won back. */
const leastWork = 6;
const leastEntries = 10_000;
/** A dual by numerical integration costs as much as this many layers in closed form. */
const hostWork = 10;

/**
 * The programs to run for these samples: the given ones, or a table of them in the angle where all inputs x have one norm,
 * the network is deep enough to be worth it, and the table has shown itself as exact as rounding lets it be.
 * The diagonal, and the entries of equal samples, stay those of the network to the last bit.
 *
 * @param norms x·x/d of every row of either side
 */
export async function tabulated(
  on: Backend,
  trace: KernelTrace,
  norms: readonly Float64Array[],
  entries: number,
): Promise<{ readonly trace: KernelTrace; readonly evaluation: Evaluation }> {
  const direct = (reason: string) => ({ trace, evaluation: { kind: "direct" as const, reason } });
  const [[program], ...others] = trace.blocks;
  if (others.length > 0) return direct("every sample has several copies");
  const work = program.entry.stages.reduce((sum, { kind }) => sum + (kind === "host" ? hostWork : 1), 0);
  if (work < leastWork || entries < leastEntries) return direct("a table would cost more than it saves");
  if (on.capabilities.dtypes[0] !== "float64") return direct(`the backend ${on.name} computes in ${on.capabilities.dtypes[0]}`);
  const norm = commonNorm(norms);
  if (norm === undefined) return direct("the inputs have different norms");
  const made = await on.scope(async () => seriesOf(on, program, trace.kinds, norm));
  if (typeof made === "string") return direct(made);
  const terms = Math.max(...[...made.series.acute, ...made.series.obtuse].map((one) => one.length));
  return { trace: { ...trace, blocks: [[tableProgram(program, trace.kinds, made.series)]] }, evaluation: { kind: "angle-table", terms, error: made.error } };
}

function commonNorm(norms: readonly Float64Array[]): number | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const side of norms) {
    for (const norm of side) {
      least = Math.min(least, norm);
      most = Math.max(most, norm);
    }
  }
  return least > 0 && Number.isFinite(most) && most - least <= sameNorm * most ? (least + most) / 2 : undefined;
}

/** One series a kind and sign of the cosine. */
type SeriesBySign = Readonly<Record<"acute" | "obtuse", readonly Float64Array[]>>;

/** The series of the network at one norm, or why there are none. */
async function seriesOf(
  on: Backend,
  program: KernelProgram,
  kinds: readonly string[],
  norm: number,
): Promise<{ readonly series: SeriesBySign; readonly error: number } | string> {
  const network = await networkAt(on, program, kinds, norm);
  if (network === undefined) return "equal samples have another value than a sample with itself";
  const acute = await halfSeries((u) => network(u, 1));
  if (typeof acute === "string") return acute;
  const obtuse = await halfSeries((u) => network(u, -1));
  if (typeof obtuse === "string") return obtuse;
  return { series: { acute: acute.series, obtuse: obtuse.series }, error: Math.max(acute.error, obtuse.error) };
}

/** Points are doubled until the series through one half of them gives the other half. */
async function halfSeries(
  network: (u: Float64Array) => Promise<Float64Array[]>,
): Promise<{ readonly series: Float64Array[]; readonly error: number } | string> {
  let known = await network(chebyshevPoints(intervals.first));
  for (let count = 2 * intervals.first; count <= intervals.last; count *= 2) {
    const points = chebyshevPoints(count);
    const added = await network(points.filter((_, k) => k % 2 === 1));
    if (![...known, ...added].every((values) => values.every(Number.isFinite))) return "the kernel is not finite";
    const largest = known.map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    const misses = known.map((values, kind) => missesOf(values, added[kind], points));
    known = known.map((values, kind) => points.map((_, k) => (k % 2 === 0 ? values[k / 2] : added[kind][(k - 1) / 2])));
    if (misses.every(({ unexplained }, kind) => unexplained <= (tolerance / 2) * largest[kind])) {
      const series = known.map((values, kind) => shortened(chebyshevSeries(values), (tolerance / 2) * largest[kind]));
      return { series, error: Math.max(...misses.map(({ worst }, kind) => worst / largest[kind])) };
    }
  }
  return "the kernel is no smooth function of the angle, or rounding hides it";
}

/**
 * By how much the series through `values` misses `added`, the values at every other point: at worst, and beyond what rounding
 * explains. A cosine 1 − u² is held to ε, so u to ε/(2u), and the network itself is uncertain by its slope times that; the
 * factor 8 allows for the layers, each of which rounds its own cosine.
 */
function missesOf(values: Float64Array, added: Float64Array, points: Float64Array): { readonly worst: number; readonly unexplained: number } {
  const series = chebyshevSeries(values);
  let [worst, unexplained] = [0, 0];
  added.forEach((value, k) => {
    const [before, u, after] = points.subarray(2 * k, 2 * k + 3);
    const miss = Math.abs(value - evaluateSeries(series, u));
    const slope = Math.abs(values[k + 1] - values[k]) / (after - before);
    worst = Math.max(worst, miss);
    unexplained = Math.max(unexplained, miss - 8 * slope * (epsilon.float64 / (2 * u)));
  });
  return { worst, unexplained };
}

/** The network between two samples of one norm, by kind, at cosines ±(1 − u²); undefined where at +1 it is not the diagonal. */
async function networkAt(
  on: Backend,
  { diagonal, entry, rowOperands, columnOperands }: KernelProgram,
  kinds: readonly string[],
  norm: number,
): Promise<((u: Float64Array, sign: 1 | -1) => Promise<Float64Array[]>) | undefined> {
  const tensor = (values: Float64Array, shape: readonly number[]) => on.tensor(ndArray(values, shape));
  const own = on.fused(diagonal, { entries: { gram: tensor(Float64Array.of(norm), [1]) } });
  const values = await Promise.all(own.map(async (one) => (await on.read(one)).data[0]));
  const valueAt = (name: string) => values[diagonal.outputs.indexOf(name)];
  const filled = (names: readonly string[], side: string, length: number): Record<string, Tensor> =>
    Object.fromEntries(names.map((name) => [`${name}${side}`, tensor(new Float64Array(length).fill(valueAt(name)), [length])]));
  const evaluate = async (u: Float64Array, sign: 1 | -1) => {
    const outputs = on.fused(entry, {
      entries: {
        gram: tensor(
          u.map((x) => sign * norm * (1 - x) * (1 + x)),
          [1, u.length],
        ),
      },
      rows: filled(rowOperands, "Row", 1),
      columns: filled(columnOperands, "Column", u.length),
    });
    return Promise.all(outputs.map(async (one) => (await on.read(one)).data));
  };
  const same = await evaluate(Float64Array.of(0), 1);
  return kinds.every((kind, k) => same[k][0] === valueAt(kind)) ? evaluate : undefined;
}

/**
 * The program whose entries are series in u = √(1 − |cos θ|), which is 0 where the samples are equal or opposite; where they
 * are equal to the last bit, the diagonal of the network.
 */
function tableProgram({ diagonal }: KernelProgram, kinds: readonly string[], { acute, obtuse }: SeriesBySign): KernelProgram {
  const [gram, norm, u] = [variable("gram"), variable("norm"), variable("u")];
  const assignments: Assignment[] = [
    { name: "norm", value: formula`sqrt(gramRow * gramColumn)` },
    { name: "u", value: formula`sqrt(max(${norm} - abs(${gram}), 0) / ${norm})` },
    { name: "x", value: formula`2 * ${u} - 1` },
    { name: "twice", value: formula`2 * x` },
    { name: "isObtuse", value: formula`${gram} < 0` },
    ...kinds.flatMap((kind, k) => clenshaw(kind, acute[k], obtuse[k])),
  ];
  return {
    diagonal: { ...diagonal, outputs: [...new Set([...diagonal.outputs, "gram"])] },
    entry: { stages: [{ kind: "formula", assignments }], outputs: kinds },
    rowOperands: ["gram", ...kinds],
    columnOperands: ["gram"],
  };
}

/** b_j = a_j + 2x b_{j+1} − b_{j+2} from the last down to b_1; the sum is a_0 + x b_1 − b_2. The sign chooses a. */
function clenshaw(kind: string, acute: Float64Array, obtuse: Float64Array): Assignment[] {
  const terms = Math.max(acute.length, obtuse.length);
  const sum = (j: number) => (j < terms ? variable(`${kind}_${j}`) : 0);
  const coefficient = (j: number) => select(variable("isObtuse"), obtuse[j] ?? 0, acute[j] ?? 0);
  const step = (j: number, factor: string) => simplify(formula`${coefficient(j)} + ${variable(factor)} * ${sum(j + 1)} - ${sum(j + 2)}`);
  const down = Array.from({ length: terms - 1 }, (_, i) => terms - 1 - i);
  return [
    ...down.map((j) => ({ name: `${kind}_${j}`, value: step(j, "twice") })),
    { name: kind, value: formula`u + isObtuse > 0 ? ${step(0, "x")} : ${variable(`${kind}Row`)}` },
  ];
}
