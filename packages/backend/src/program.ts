import type { Expr } from "@ntkit/formula";

/** `name := value`; later assignments and stages may use the name. */
export interface Assignment {
  readonly name: string;
  readonly value: Expr;
}

/** Formulas evaluated in order, entry by entry. */
export interface FormulaStage {
  readonly kind: "formula";
  readonly assignments: readonly Assignment[];
}

/**
 * An elementwise function that is no formula (a numerical integral): `outputs[k][e] = f_k(inputs[0][e], …)`.
 * Every backend runs it on the host in float64; a pure function of its inputs, entry by entry. It must fill
 * `outputs[k][0 … count − 1]`, leave the inputs as they are and keep none of the arrays. A stage none of whose outputs
 * is wanted may be skipped.
 */
export interface HostStage {
  readonly kind: "host";
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  evaluate(inputs: readonly Float64Array[], outputs: readonly Float64Array[], count: number): void;
  /**
   * The derivative of `evaluate` along a direction, under the same rules: `tangents[k]` is that of `inputs[k]`, and
   * `outputs[k]` gets that of output k. Left out: there is none, and `tangentStages` refuses the stage.
   */
  tangent?(inputs: readonly Float64Array[], tangents: readonly Float64Array[], outputs: readonly Float64Array[], count: number): void;
}

export type Stage = FormulaStage | HostStage;

/**
 * A straight-line elementwise program, in static single assignment: no name is assigned twice, nor the name of an operand.
 * Its free names are bound by `Operands`. Stages are the units that a backend compiles: equal stages
 * (equal but for the names) may share one compiled kernel.
 */
export interface ElementwiseProgram {
  readonly stages: readonly Stage[];
  /** Names whose values are wanted: assigned ones or operands. */
  readonly outputs: readonly string[];
}
