import type { OperationName } from "@ntkit/formula";
import type { Tfjs, Values } from "./tfjs.ts";

type Apply = (tf: Tfjs, a: Values, b: Values, c: Values) => Values;

/** Every operation of a formula as tensors of tfjs. Comparisons give booleans, which are numbers as soon as one is needed. */
export const operationTable: Readonly<Record<OperationName, Apply>> = {
  add: (tf, a, b) => tf.add(a, b),
  subtract: (tf, a, b) => tf.sub(a, b),
  multiply: (tf, a, b) => tf.mul(a, b),
  divide: (tf, a, b) => tf.div(a, b),
  negate: (tf, a) => tf.neg(a),
  power: (tf, a, b) => tf.pow(a, b),
  sqrt: (tf, a) => tf.sqrt(a),
  exp: (tf, a) => tf.exp(a),
  expm1: (tf, a) => tf.expm1(a),
  log: (tf, a) => tf.log(a),
  log1p: (tf, a) => tf.log1p(a),
  sin: (tf, a) => tf.sin(a),
  cos: (tf, a) => tf.cos(a),
  tan: (tf, a) => tf.tan(a),
  asin: (tf, a) => tf.asin(a),
  acos: (tf, a) => tf.acos(a),
  atan: (tf, a) => tf.atan(a),
  atan2: (tf, a, b) => tf.atan2(a, b),
  sinh: (tf, a) => tf.sinh(a),
  cosh: (tf, a) => tf.cosh(a),
  tanh: (tf, a) => tf.tanh(a),
  erf: (tf, a) => tf.erf(a),
  abs: (tf, a) => tf.abs(a),
  // Not tf.sign, which makes NaN 0 on some engines.
  sign: (tf, a) => tf.where(tf.greater(a, 0), tf.scalar(1), tf.where(tf.less(a, 0), tf.scalar(-1), a)),
  min: (tf, a, b) => tf.minimum(a, b),
  max: (tf, a, b) => tf.maximum(a, b),
  less: (tf, a, b) => tf.less(a, b),
  lessEqual: (tf, a, b) => tf.lessEqual(a, b),
  greater: (tf, a, b) => tf.greater(a, b),
  greaterEqual: (tf, a, b) => tf.greaterEqual(a, b),
  equal: (tf, a, b) => tf.equal(a, b),
  select: (tf, condition, a, b) => tf.where(truth(tf, condition), a, b),
};

/** Neither 0 nor NaN. */
const truth = (tf: Tfjs, condition: Values): Values => (condition.dtype === "bool" ? condition : tf.greater(tf.abs(condition), 0));

export const asNumbers = (tf: Tfjs, values: Values): Values => (values.dtype === "bool" ? tf.cast(values, "float32") : values);
