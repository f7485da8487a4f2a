/** A function of a WGSL module, with the functions that it calls. */
export interface WgslFunction {
  readonly name: string;
  readonly source: string;
  readonly uses: readonly WgslFunction[];
}

/** How an operation is written in WGSL, on values of type f32. */
export interface WgslOperation {
  readonly expression: (...values: string[]) => string;
  readonly uses: readonly WgslFunction[];
  /** True if the value is one of the arguments, or a small integer: nothing is rounded. */
  readonly exact: boolean;
}

/** An operation that rounds, as an expression. */
export const rounding = (expression: (...values: string[]) => string): WgslOperation => ({ expression, uses: [], exact: false });

/** An operation that does not round, as an expression. */
export const exact = (expression: (...values: string[]) => string, uses: readonly WgslFunction[] = []): WgslOperation => ({ expression, uses, exact: true });

/** An operation that is a function of the library. */
export const call = (used: WgslFunction): WgslOperation => ({ expression: (...values) => `${used.name}(${values.join(", ")})`, uses: [used], exact: false });

/** A number as a literal of type f32. */
export const literal = (value: number): string => {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return `ntk_bits(0x${new Uint32Array(Float32Array.of(single).buffer)[0].toString(16)}u)`;
  const digits = `${Object.is(single, -0) ? "-0" : single}f`;
  return single < 0 || Object.is(single, -0) ? `(${digits})` : digits;
};

/** `c_0 + x (c_1 + x (c_2 + …))` by fused multiply-adds, which drivers evaluate in one way, whatever stands around them. */
export const horner = (x: string, coefficients: readonly number[]): string =>
  coefficients.slice(0, -1).reduceRight((sum, c) => `fma(${x}, ${sum}, ${literal(c)})`, literal(coefficients.at(-1) as number));
