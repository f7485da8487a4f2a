import {
  conv,
  dense,
  dropout,
  erf,
  finiteNetwork,
  flatten,
  gelu,
  globalAveragePool,
  gramOf,
  identity,
  initialise,
  layerNorm,
  parallel,
  relu,
  repeat,
  residual,
  serial,
  tanh,
} from "@ntkit/architectures";
import type { Backend, Tensor } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { tfjsCpu } from "@ntkit/backend-tfjs/cpu";
import { tfjsWasm } from "@ntkit/backend-tfjs/wasm";
import { ndArray, random, type Shape, sizeOf } from "@ntkit/core";
import { describe, expect, it } from "vitest";

const numbers = (shape: Shape, seed: number) => {
  const { normal } = random(seed);
  return ndArray(
    Float64Array.from({ length: sizeOf(shape) }, () => normal()),
    shape,
  );
};

const wide = (width: number) => dense(width, { weightStd: 1.4, biasStd: 0.2 });
const networks = {
  "dense layers": serial({ input: [5] }, wide(20), relu(), wide(20), gelu(), dense(3)),
  "nested layers": serial(
    { input: [5] },
    wide(12),
    repeat(2, residual(layerNorm(1e-3), erf(), dropout(0.8), wide(12))),
    parallel([[identity()], [tanh(), wide(12)]], { merge: "product" }),
    parallel([[wide(4)], [relu(), wide(5)]], { merge: "concat" }),
    parallel([[dense(3)], [erf(), dense(3)]], { merge: "concat", axis: "samples" }),
  ),
  "pooled convolutions": serial(
    { input: [6, 5, 2], parameterization: "standard" },
    conv(6, [3, 3], { biasStd: 0.2 }),
    relu(),
    conv(4, [2, 2], { strides: [2, 2], padding: "valid" }),
    erf(),
    conv(4, [3, 3], { padding: "circular" }),
    globalAveragePool(),
    dense(3),
  ),
  "a flattened convolution": serial({ input: [5, 5, 1] }, conv(3, [3, 2]), layerNorm(1e-2), relu(), flatten(), dense(3)),
};

/** Everything that a network of finite width gives, as plain numbers by name; what is left on the backend is counted. */
async function everything(on: Backend, name: keyof typeof networks): Promise<Record<string, Float64Array>> {
  const network = finiteNetwork(networks[name]);
  const before = on.liveTensors();
  const found = await on.scope(async () => {
    const values = initialise(network, { seed: 1 });
    const direction = Object.fromEntries(Object.entries(values).map(([key, { shape }], i) => [key, numbers(shape, 50 + i)]));
    const [parameters, along, x] = [network.tensors(on, values), network.tensors(on, direction), on.tensor(numbers([4, ...network.input], 2))];
    const all: [string, Tensor][] = [];
    const series = await network.taylor(on, parameters, along, x, 2, { seed: 3 });
    for (const [k, coefficient] of series.entries()) if (coefficient !== undefined) all.push([`Taylor coefficient ${k}`, coefficient]);
    const at = await network.at(on, parameters, x, { seed: 3 });
    const dy = on.tensor(numbers([2 * at.output.shape[0], 3], 4));
    all.push(["output", at.output], ["pulled", await at.pull(dy)]);
    for (const [key, gradient] of Object.entries(await at.grad(at.output))) all.push([`gradient of ${key}`, gradient]);
    const grams: Record<string, Tensor> = {};
    await at.sensitivities(dy, (layer) => Object.assign(grams, gramOf(layer, null)));
    for (const [key, gram] of Object.entries(grams)) all.push([`term of ${key}`, gram]);
    const read: Record<string, Float64Array> = {};
    for (const [key, tensor] of all) read[key] = (await on.read(tensor)).data;
    return read;
  });
  expect(on.liveTensors()).toBe(before);
  return found;
}

describe.each([
  ["tfjs-cpu", tfjsCpu],
  ["tfjs-wasm", tfjsWasm],
] as const)("networks of finite width on %s", (_, start) => {
  it.each(Object.keys(networks) as (keyof typeof networks)[])("%s: all that the reference gives, to float32", async (name) => {
    const [wanted, found] = [await everything(referenceBackend(), name), await everything(await start({ host: referenceBackend() }), name)];
    expect(Object.keys(found)).toEqual(Object.keys(wanted));
    for (const [key, expected] of Object.entries(wanted)) {
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest, key).toBeGreaterThan(0);
      expected.forEach((value, i) => expect(Math.abs(found[key][i] - value), `${key}[${i}]`).toBeLessThanOrEqual(2e-6 * largest));
    }
  });
});
