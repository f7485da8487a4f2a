import { ndArray } from "@ntkit/core";
import { type OperationName, operation, operations, variable } from "@ntkit/formula";
import { type Claim, type Measured, nothing, worse } from "./claim.ts";

const count = 4096;
const float32 = (values: (i: number) => number): Float64Array => Float64Array.from({ length: count }, (_, i) => Math.fround(values(i)));
/** Evenly between two bounds. */
const even = (from: number, to: number): Float64Array => float32((i) => from + ((to - from) * (i + 0.5)) / count);
/** From small to large by a factor. */
const growing = (from: number, to: number): Float64Array => float32((i) => from * (to / from) ** ((i + 0.5) / count));
/** The same, every second one negative. */
const signed = (from: number, to: number): Float64Array => growing(from, to).map((v, i) => (i % 2 === 0 ? v : -v));
/** In another order. */
const mixed = (values: Float64Array): Float64Array => values.map((_, i) => values[(i * 1579) % count]);

interface Range {
  readonly op: OperationName;
  readonly where: string;
  readonly inputs: readonly Float64Array[];
  /** In units of the last place of the result; with `absolute`, in units of 2^-24, for results that pass through 0. */
  readonly bound: number;
  readonly absolute?: boolean;
}

const ranges: readonly Range[] = [
  { op: "add", where: "any", inputs: [signed(1e-3, 1e3), mixed(signed(1e-3, 1e3))], bound: 0.5 },
  { op: "subtract", where: "any", inputs: [signed(1e-3, 1e3), mixed(signed(1e-3, 1e3))], bound: 0.5 },
  { op: "multiply", where: "any", inputs: [signed(1e-15, 1e15), mixed(signed(1e-15, 1e15))], bound: 0.5 },
  { op: "divide", where: "any", inputs: [signed(1e-15, 1e15), mixed(signed(1e-15, 1e15))], bound: 2.5 },
  { op: "sqrt", where: "1e-37 to 1e38", inputs: [growing(1e-37, 1e38)], bound: 0.5001 },
  { op: "exp", where: "-87 to 88", inputs: [even(-87, 88)], bound: 1.5 },
  { op: "expm1", where: "1e-10 to 80", inputs: [signed(1e-10, 80)], bound: 2 },
  { op: "log", where: "1e-37 to 1e38", inputs: [growing(1e-37, 1e38)], bound: 1.5 },
  { op: "log", where: "around 1", inputs: [even(0.5, 2)], bound: 1.5 },
  { op: "log1p", where: "above -1", inputs: [signed(1e-10, 0.999)], bound: 2 },
  { op: "log1p", where: "to 1e30", inputs: [growing(1e-2, 1e30)], bound: 2 },
  { op: "sin", where: "to 8000", inputs: [even(-8000, 8000)], bound: 2, absolute: true },
  // Ten million times the rounding error of the last part of π/2.
  { op: "sin", where: "to 1.6e7", inputs: [even(-1.6e7, 1.6e7)], bound: 4, absolute: true },
  { op: "cos", where: "to 8000", inputs: [even(-8000, 8000)], bound: 2, absolute: true },
  { op: "tan", where: "to 1.5", inputs: [even(-1.5, 1.5)], bound: 4 },
  { op: "asin", where: "-1 to 1", inputs: [even(-1, 1)], bound: 3 },
  { op: "acos", where: "-1 to 1", inputs: [even(-1, 1)], bound: 2 },
  { op: "acos", where: "near 1", inputs: [growing(1e-6, 1).map((v) => Math.fround(1 - v))], bound: 2 },
  { op: "atan", where: "1e-6 to 1e6", inputs: [signed(1e-6, 1e6)], bound: 2 },
  { op: "atan2", where: "any", inputs: [signed(1e-3, 1e3), mixed(signed(1e-3, 1e3))], bound: 2.5 },
  { op: "sinh", where: "1e-5 to 88", inputs: [signed(1e-5, 88)], bound: 4 },
  { op: "cosh", where: "1e-5 to 88", inputs: [signed(1e-5, 88)], bound: 4 },
  { op: "tanh", where: "1e-6 to 20", inputs: [signed(1e-6, 20)], bound: 2 },
  { op: "erf", where: "1e-6 to 6", inputs: [signed(1e-6, 6)], bound: 2 },
  { op: "power", where: "|b log2 a| up to 20", inputs: [growing(0.01, 100), mixed(even(-3, 3))], bound: 20 },
  { op: "power", where: "|b log2 a| up to 116", inputs: [growing(1e-10, 1e10), mixed(even(-3.5, 3.5))], bound: 160 },
];

/** The distance between neighbouring numbers of float32 at x. */
const unit = (x: number): number => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(Math.fround(x)) || 2 ** -126)), -126) - 23);

const accuracyClaim = ({ op, where, inputs, bound, absolute = false }: Range): Claim => ({
  name: `${op}, ${where}`,
  bound,
  async measure({ on }) {
    const got = await evaluated(on, op, inputs);
    return got.reduce((worst: Measured, value, i) => {
      const args = inputs.map((values) => values[i]);
      const expected = operations[op].evaluate(...args);
      if (Math.abs(expected) > 3.4e38) return worst;
      const distance = Math.abs(value - expected) / (absolute ? 2 ** -24 : unit(expected));
      return worse(worst, { value: distance, at: `${op}(${args.join(", ")}) is ${value} instead of ${expected}` });
    }, nothing);
  },
});

async function evaluated(on: Parameters<Claim["measure"]>[0]["on"], op: OperationName, inputs: readonly Float64Array[]): Promise<Float64Array> {
  const names = ["x", "y", "z"].slice(0, inputs.length);
  const entries = Object.fromEntries(names.map((name, k) => [name, on.tensor(ndArray(inputs[k], [inputs[k].length]))]));
  const stages = [{ kind: "formula" as const, assignments: [{ name: "out", value: operation(op, names.map(variable)) }] }];
  return (await on.read(on.fused({ stages, outputs: ["out"] }, { entries })[0])).data;
}

const edge = [0, 1, -1, 0.5, -2, 3, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 100, -100, 2e38];

/** At zeros, infinities, NaN and outside of the domain, what float64 gives; an overflow of float32 is infinite. */
const edgeClaim = (op: OperationName): Claim => ({
  name: `${op} at the edges`,
  bound: 1e-5,
  async measure({ on }) {
    const { arity, evaluate } = operations[op];
    const size = edge.length ** arity;
    const inputs = Array.from({ length: arity }, (_, k) => Float64Array.from({ length: size }, (_, i) => edge[Math.floor(i / edge.length ** k) % edge.length]));
    const got = await evaluated(on, op, inputs);
    return got.reduce((worst: Measured, value, i) => {
      const args = inputs.map((values) => values[i]);
      const expected = Math.fround(evaluate(...args));
      if (isOpen(op, args, value, expected) || value === expected || Object.is(value, expected)) return worst;
      return worse(worst, { value: Math.abs(value - expected) / Math.abs(expected), at: `${op}(${args.join(", ")}) is ${value} instead of ${expected}` });
    }, nothing);
  },
});

/**
 * Where float32 may differ: numbers below 2^-126 may count as 0; sin, cos and tan of numbers above 2^24 are NaN; WGSL allows
 * any quotient for divisors beyond 2^126, and 1 to an infinite power is NaN in JavaScript alone.
 */
function isOpen(op: OperationName, args: readonly number[], value: number, expected: number): boolean {
  if (value === 0 && Math.abs(expected) < 2 ** -126) return true;
  if (op === "sin" || op === "cos" || op === "tan") return args[0] === 2e38;
  if (op === "divide") return args[1] === 2e38;
  return op === "power" && Math.abs(args[0]) === 1 && !Number.isFinite(args[1]);
}

export const accuracyClaims: readonly Claim[] = [...ranges.map(accuracyClaim), ...(Object.keys(operations) as OperationName[]).map(edgeClaim)];
