import { nonlinearities } from "../src/index.ts";
import type { LayerSpec } from "../src/layer.ts";
import type { Nonlinearity } from "../src/nonlinearity.ts";

/** A nonlinearity with one setting of its fields. */
export interface Variant {
  readonly name: string;
  readonly nonlinearity: Nonlinearity;
  readonly spec: LayerSpec;
}

/** Settings worth testing beside the `example` of each kind. */
const more: Readonly<Record<string, readonly object[]>> = {
  "leaky-relu": [{ slope: 0 }, { slope: -0.5 }, {}],
  abrelu: [
    { a: 1, b: 1 },
    { a: 0, b: -2 },
  ],
  "rectified-monomial": [0, 1, 3, 4, 7, 12].map((degree) => ({ degree })),
  erf: [{}, { scale: -2 }],
  sin: [{}, { phase: Math.PI / 2 }, { frequency: 3, phase: -1 }],
  cos: [{}, { frequency: 2 }],
  rbf: [{ gamma: 3 }],
  gaussian: [{}, { exponent: 0.04 }, { exponent: 0 }],
  exp: [{}, { rate: -0.7 }],
  "exp-normalized": [{}],
  hermite: [0, 1, 2, 7, 20].flatMap((degree) => [{ degree }, { degree, scale: "unit" }]),
  monomial: [0, 1, 2, 8, 15].map((degree) => ({ degree })),
  polynomial: [{ coefficients: [2] }, { coefficients: [0, 0, 1, 0, -0.3] }],
  elu: [{ alpha: 1.7 }, { alpha: 0 }],
  elementwise: [
    { formula: "max(x, 0)^1.5", breakpoints: [0] },
    { formula: "abs(x - 0.5)", breakpoints: [0.5] },
    { formula: "tanh(10 * x)" },
    { formula: "x / (1 + abs(x))", breakpoints: [0] },
  ],
};

/** Every registered nonlinearity in its example and in some other settings. */
export const variants: readonly Variant[] = Object.values(nonlinearities).flatMap((nonlinearity) => {
  const settings = [nonlinearity.example, ...(more[nonlinearity.kind] ?? []).map((fields) => ({ kind: nonlinearity.kind, ...fields }))];
  return settings.map((setting) => ({ name: JSON.stringify(setting), nonlinearity, spec: nonlinearity.schema.parse(setting) }));
});

/** A spec as a user writes it, defaults left out or not. */
export interface Setting {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export function variant(spec: Setting): Variant {
  const nonlinearity = nonlinearities[spec.kind];
  return { name: JSON.stringify(spec), nonlinearity, spec: nonlinearity.schema.parse(spec) };
}
