import type { ElementwiseProgram, HostStage, Stage } from "@ntkit/backend";
import type { Shape } from "@ntkit/core";
import { constant, simplify, variable } from "@ntkit/formula";
import type { HostDual, HostDualTangent, KernelState } from "./layer.ts";
import { type ArchitecturePlugins, builtIn } from "./plugins.ts";
import type { Architecture } from "./spec.ts";
import { type Block, blocksOf, fixedParameters, inputShape, type ParameterRule, propagateLayers, type Recorder, type Walk } from "./walk.ts";

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

export type InfiniteKind = "nngp" | "ntk";

const identifier = (prefix: string, path: string) => `${prefix}_${path.replace(/[^A-Za-z0-9]+/g, "_")}`;

interface Program extends Recorder {
  readonly stages: Stage[];
  readonly rows: Set<string>;
  readonly columns: Set<string>;
}

function stageTangent(make: () => HostDualTangent): NonNullable<HostStage["tangent"]> {
  let rules: HostDualTangent | undefined;
  return (covariances, tangents, [nngp, derivative], count) => {
    rules ??= make();
    rules.nngp(covariances, tangents, nngp as Float64Array, count);
    rules.derivative(covariances, tangents, derivative as Float64Array, count);
  };
}

/**
 * Writes a program down. On the diagonal (`sameSample`) the covariance is the variance, so its registers are what the
 * entries need as variances; the same formulas give both, to the last bit, so that equal samples stay exactly equal.
 */
function recorder(sameSample: boolean, withNtk: boolean): Program {
  const stages: Stage[] = [];
  const rows = new Set<string>();
  const columns = new Set<string>();
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
      const [nngp, ntk] = [identifier("nngp", path), identifier("ntk", path)];
      const assignments = [{ name: nngp, value: simplify(state.nngp) }];
      if (withNtk) assignments.push({ name: ntk, value: simplify(state.ntk) });
      stages.push({ kind: "formula", assignments });
      const named = { ...state, nngp: variable(nngp), ntk: withNtk ? variable(ntk) : constant(0) };
      return sameSample
        ? { ...named, variance1: named.nngp, variance2: named.nngp }
        : { ...named, variance1: operand(rows, "Row", nngp), variance2: operand(columns, "Column", nngp) };
    },
    dual(state: KernelState, dual: HostDual, tangent: (() => HostDualTangent) | undefined, path: string) {
      const inputs = [state.variance1, state.nngp, state.variance2].map((e) => (e.op === "variable" ? e.name : ""));
      const outputs = [identifier("F", path), identifier("Fdot", path)] as const;
      stages.push({
        kind: "host",
        inputs,
        outputs,
        evaluate([q11, q12, q22], [nngp, derivative], count) {
          dual(q11 as Float64Array, q12 as Float64Array, q22 as Float64Array, nngp as Float64Array, derivative as Float64Array, count);
        },
        ...(tangent && { tangent: stageTangent(tangent) }),
      });
      return { nngp: variable(outputs[0]), derivative: variable(outputs[1]) };
    },
  };
}

/**
 * The programs that compute the kernels of an infinitely wide network.
 *
 * @param data the shape of one sample, where the architecture does not give it
 * @throws Unsupported, ShapeMismatch with the path of the layer that has no rule or does not fit
 */
export function traceKernel(architecture: Architecture, kinds: readonly InfiniteKind[], data?: Shape, plugins: ArchitecturePlugins = builtIn): KernelTrace {
  return traceWithParameters(architecture, kinds, data, plugins, fixedParameters);
}

/** The same, with some of the numbers of the layers written as the given formulas. */
export function traceWithParameters(
  architecture: Architecture,
  kinds: readonly InfiniteKind[],
  data: Shape | undefined,
  plugins: ArchitecturePlugins,
  parameter: ParameterRule,
): KernelTrace {
  const input = inputShape(architecture, data);
  const withNtk = kinds.includes("ntk");
  const run = (program: Program, row: Block, column: Block): KernelState => {
    const gram = variable("gram");
    const start: KernelState = {
      nngp: gram,
      ntk: constant(0),
      variance1: gram,
      variance2: gram,
      shape: input,
      gaussian: false,
      independent: false,
    };
    const walk: Walk = { plugins, parameterization: architecture.parameterization, recorder: program, parameter, blocks: { row, column } };
    const end = propagateLayers(architecture.layers, start, "layers", walk);
    const assignments = kinds.map((kind) => ({ name: kind, value: simplify(end[kind]) }));
    program.stages.push({ kind: "formula", assignments });
    return end;
  };
  const all = blocksOf(architecture.layers, "layers", plugins);
  const diagonals = all.map((block) => {
    const program = recorder(true, withNtk);
    run(program, block, block);
    return program;
  });
  const blocks = all.map((row, i) =>
    all.map((column, j): KernelProgram => {
      const entry = recorder(false, withNtk);
      run(entry, row, column);
      const rowOperands = [...entry.rows];
      const columnOperands = [...entry.columns];
      const variances = new Set([...rowOperands, ...columnOperands]);
      const wanted = i === j ? [...kinds, ...variances] : [...variances];
      return {
        diagonal: { stages: (diagonals[i] as Program).stages, outputs: wanted },
        entry: { stages: entry.stages, outputs: kinds },
        rowOperands,
        columnOperands,
      };
    }),
  );
  return { kinds, blocks, input };
}
