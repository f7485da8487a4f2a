import type { ElementwiseProgram, Stage } from "@ntkit/backend";
import { lookUp, type Shape } from "@ntkit/core";
import { constant, simplify, variable } from "@ntkit/formula";
import type { HostDual, HostFunction, KernelState } from "./layer.ts";
import { type ArchitecturePlugins, builtIn, layerKinds } from "./plugins.ts";
import type { Architecture } from "./spec.ts";
import { type Block, blocksOf, inputShape, propagateLayers, type Recorder, type Walk } from "./walk.ts";

/**
 * The programs of one block of a kernel. Names: the Gram entries come in as `gram`; what `diagonal` computes under a
 * name `x` for the samples on either side enters `entry` as the operands `xRow` and `xColumn`.
 */
export interface KernelProgram {
  /** Over one side's samples [n], with `gram` = their own x·x/d: all variances, and the kernels' diagonal. */
  readonly diagonal: ElementwiseProgram;
  /** Over the entries of a tile [n, m]. */
  readonly entry: ElementwiseProgram;
  /** The names of `diagonal` that `entry` takes as operands. */
  readonly rowOperands: readonly string[];
  readonly columnOperands: readonly string[];
}

/** An architecture as straight-line programs: the outputs are `kinds`, in order. */
export interface KernelTrace {
  readonly kinds: readonly string[];
  /** `blocks[i][j]`: rows of the i-th and columns of the j-th copy of the samples; 1 × 1 unless samples are concatenated. */
  readonly blocks: readonly (readonly KernelProgram[])[];
  /** The shape of one sample that the programs are for. */
  readonly input: Shape;
}

/** The kernels that an architecture has. */
export type InfiniteKind = "nngp" | "ntk";

const infiniteKinds: Readonly<Record<InfiniteKind, true>> = { nngp: true, ntk: true };

interface Program extends Recorder {
  readonly stages: Stage[];
  readonly rows: Set<string>;
  readonly columns: Set<string>;
}

const hostStage = (inputs: readonly string[], output: string, evaluate: HostFunction): Stage => ({
  kind: "host",
  inputs,
  outputs: [output],
  evaluate: ([q11, q12, q22], [out], count) => evaluate(q11, q12, q22, out, count),
});

/**
 * Writes a program down. On the diagonal (`sameSample`) the covariance is the variance, so its registers are what the
 * entries need as variances; the same formulas give both, to the last bit, so that equal samples stay exactly equal.
 */
function recorder(sameSample: boolean, withNtk: boolean): Program {
  const stages: Stage[] = [];
  const rows = new Set<string>();
  const columns = new Set<string>();
  const used = new Map<string, number>();
  /** A name for a path, another each time it is asked: both programs walk the same way and so agree on names. */
  const fresh = (path: string) => {
    const times = used.get(path) ?? 0;
    used.set(path, times + 1);
    return times === 0 ? path : `${path} ${times}`;
  };
  const operand = (set: Set<string>, suffix: string, name: string) => {
    set.add(name);
    return variable(`${name}${suffix}`);
  };
  return {
    sameSample,
    stages,
    rows,
    columns,
    name(state, path) {
      const place = fresh(path);
      const [nngp, ntk] = [`nngp ${place}`, `ntk ${place}`];
      const assignments = [{ name: nngp, value: simplify(state.nngp) }];
      if (withNtk) assignments.push({ name: ntk, value: simplify(state.ntk) });
      stages.push({ kind: "formula", assignments });
      const named = { ...state, nngp: variable(nngp), ntk: withNtk ? variable(ntk) : constant(0) };
      return sameSample
        ? { ...named, variance1: named.nngp, variance2: named.nngp }
        : { ...named, variance1: operand(rows, "Row", nngp), variance2: operand(columns, "Column", nngp) };
    },
    dual({ variance1, nngp, variance2 }, dual: HostDual, path: string) {
      const place = fresh(path);
      const inputs = [variance1.name, nngp.name, variance2.name];
      const [value, slope] = [`F ${place}`, `dF ${place}`];
      stages.push(hostStage(inputs, value, dual.nngp));
      if (withNtk) stages.push(hostStage(inputs, slope, dual.derivative));
      return { nngp: variable(value), derivative: withNtk ? variable(slope) : constant(0) };
    },
  };
}

/**
 * The programs that compute the kernels of an infinitely wide network.
 *
 * @param asked the kernels wanted
 * @param data the shape of one sample, where the architecture does not give it
 * @throws Unsupported, ShapeMismatch with the path of the layer that has no rule or does not fit
 */
export function traceKernel(architecture: Architecture, asked: readonly InfiniteKind[], data?: Shape, plugins: ArchitecturePlugins = builtIn): KernelTrace {
  const kinds = [...new Set(asked)];
  for (const kind of kinds) lookUp(infiniteKinds, kind, "kernel of a network", "kinds");
  const input = inputShape(architecture, data);
  const withNtk = kinds.includes("ntk");
  const shared = { kinds: layerKinds(plugins), parameterization: architecture.parameterization, duals: new Map<string, HostDual>() };
  const written = (sameSample: boolean, row: Block, column: Block): Program => {
    const program = recorder(sameSample, withNtk);
    const start: KernelState = { nngp: variable("gram"), ntk: constant(0), shape: input, gaussian: false, independent: false };
    const walk: Walk = { ...shared, recorder: program, blocks: { row, column } };
    const end = propagateLayers(architecture.layers, start, "layers", walk);
    program.stages.push({ kind: "formula", assignments: kinds.map((kind) => ({ name: kind, value: simplify(end[kind]) })) });
    return program;
  };
  const all = blocksOf(architecture.layers, "layers", shared.kinds);
  const diagonals = all.map((block) => written(true, block, block));
  const blocks = all.map((row, i) =>
    all.map((column, j): KernelProgram => {
      const entry = written(false, row, column);
      const [rowOperands, columnOperands] = [[...entry.rows], [...entry.columns]];
      const wanted = new Set([...(i === j ? kinds : []), ...rowOperands, ...columnOperands]);
      return {
        diagonal: { stages: diagonals[i].stages, outputs: [...wanted] },
        entry: { stages: entry.stages, outputs: kinds },
        rowOperands,
        columnOperands,
      };
    }),
  );
  return { kinds, blocks, input };
}
