import { type Architecture, builtIn, type LayerSpec, parseArchitecture } from "@ntkit/architectures";
import { type NDArray, ndArray } from "@ntkit/core";
import fc from "fast-check";

const { layers, nonlinearities } = builtIn;

/** Nonlinearities with a closed form, which are fast, and those that are integrated. */
const examples = Object.values(nonlinearities).map(({ example }) => example);
const integrated = new Set(Object.values(nonlinearities).flatMap(({ kind, dual }) => (dual === undefined ? [kind] : [])));
const isIntegrated = ({ kind }: LayerSpec) => integrated.has(kind);

/** Growing faster than their input, they get normalised preactivations, so that float64 can hold the laws. */
const steep = new Set(["exp", "hermite", "monomial", "polynomial", "rectified-monomial"]);

const width = 4;
const layer = (kind: string, fields: object = {}): LayerSpec => ({ kind: layers[kind].kind, ...fields });

const dense = fc
  .record({ weightStd: fc.constantFrom(0.3, 1, 1.4, 2), biasStd: fc.constantFrom(0, 0.1, 0.7), trainable: fc.constantFrom(true, true, false) })
  .map((fields) => layer("dense", { width, ...fields }));

const nonlinearity = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...examples.filter((example) => !isIntegrated(example))) },
  { weight: 1, arbitrary: fc.constantFrom(...examples.filter(isIntegrated)) },
);

/** nonlinearity – dense, as it stands in a network: perhaps normalised before, perhaps with dropout after. */
const unit = (dropout: boolean): fc.Arbitrary<LayerSpec[]> =>
  fc
    .tuple(nonlinearity, dense, fc.boolean(), fc.boolean())
    .map(([phi, last, normalised, masked]) => [
      ...(normalised || steep.has(phi.kind) ? [layer("layer-norm", { epsilon: 1e-6 })] : []),
      phi,
      ...(dropout && masked ? [layer("dropout", { keep: 0.7 })] : []),
      last,
    ]);

/** Layers from Gaussian features of one width to Gaussian features of the same, nested at most so deep. */
function block(depth: number, dropout: boolean): fc.Arbitrary<LayerSpec[]> {
  if (depth === 0) return unit(dropout);
  const inner = block(depth - 1, dropout);
  // A dense layer at the end makes a branch independent of the others whatever is in it.
  const branch = fc.tuple(inner, dense).map(([layers, last]) => [...layers, last]);
  const branches = fc.array(branch, { minLength: 2, maxLength: 3 });
  return fc.oneof(
    { weight: 3, arbitrary: inner },
    branch.map((body) => [layer("residual", { body })]),
    fc.tuple(inner, fc.integer({ min: 1, max: 3 })).map(([body, times]) => [layer("repeat", { times, body })]),
    branches.map((list) => [layer("parallel", { branches: [[layer("identity")], ...list] })]),
    fc.tuple(branches, fc.constantFrom("product", "concat"), dense).map(([list, merge, last]) => [layer("parallel", { branches: list, merge }), last]),
    fc.tuple(inner, inner).map((both) => both.flat()),
  );
}

/** A network over samples of 3 numbers, out of every registered layer and nonlinearity, in either parameterisation. */
export function anyNetwork(options: { readonly dropout: boolean }): fc.Arbitrary<Architecture> {
  return fc
    .record({
      parameterization: fc.constantFrom("ntk", "standard"),
      first: dense,
      body: block(2, options.dropout),
      last: fc.oneof(
        fc.constant([]),
        nonlinearity.filter(({ kind }) => !steep.has(kind)).map((phi) => [phi]),
      ),
      flat: fc.boolean(),
    })
    .map(({ parameterization, first, body, last, flat }) =>
      parseArchitecture({ parameterization, layers: [...(flat ? [layer("flatten")] : []), first, ...body, ...last] }),
    );
}

/** Rows of 3 numbers; the last ones are a zero row, the first row again, and −2 times it. */
export const anySamples: fc.Arbitrary<NDArray> = fc
  .array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 4 })
  .map((rows) => {
    const all = [...rows, [0, 0, 0], rows[0], rows[0].map((value) => -2 * value)];
    return ndArray(
      Float64Array.from(all.flat(), (value) => value / 4),
      [all.length, 3],
    );
  });
