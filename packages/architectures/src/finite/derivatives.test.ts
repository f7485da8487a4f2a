import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray, random, type Shape, sizeOf } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { builtIn, layerKinds } from "../plugins.ts";
import { parseArchitecture } from "../spec.ts";
import { gramOf } from "./gram.ts";
import { initialise } from "./initialise.ts";
import { type FiniteNetwork, finiteNetwork } from "./network.ts";

const numbers = (shape: Shape, seed: number): NDArray => {
  const { normal } = random(seed);
  return ndArray(
    Float64Array.from({ length: sizeOf(shape) }, () => normal()),
    shape,
  );
};

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a, (value, i) => value * b[i]).reduce((sum, value) => sum + value, 0);
const on = referenceBackend();
const samples = 3;
const seed = 5;

/** A small network around the example of a layer: dense below where it takes flat features. */
function networkWith(kind: string, parameterization: "ntk" | "standard"): FiniteNetwork | undefined {
  const layer = layerKinds(builtIn)[kind];
  const [dense, input] = [{ kind: "dense", width: 16, biasStd: 0.5 }, [4]];
  const images = { input: [4, 3, 2], layers: [layer.example, { kind: "flatten" }, { kind: "dense", width: 2 }] };
  const flat = { input, layers: [dense, layer.example, { kind: "dense", width: 2, weightStd: 1.3, biasStd: 0.2 }] };
  for (const shape of [flat, images]) {
    try {
      return finiteNetwork(parseArchitecture({ ...shape, parameterization }), undefined, builtIn);
    } catch (error) {
      if (shape === images || !(error instanceof Error)) throw error;
    }
  }
  return undefined;
}

const kinds = Object.values(layerKinds(builtIn))
  .filter(({ finite }) => finite !== undefined)
  .map(({ kind }) => kind);

/** `φ` along a line, and its derivative at 0 by Richardson's extrapolation of central differences. */
async function slope(value: (step: number) => Promise<number>): Promise<number> {
  const central = async (step: number) => ((await value(step)) - (await value(-step))) / (2 * step);
  const [coarse, fine] = [await central(2e-4), await central(1e-4)];
  return (4 * fine - coarse) / 3;
}

const shifted = (at: NDArray, direction: NDArray, step: number) =>
  ndArray(
    at.data.map((value, i) => value + step * direction.data[i]),
    at.shape,
  );

describe.each(kinds)("%s at finite width", (kind) => {
  describe.each(["ntk", "standard"] as const)("in the parameterisation %s", (parameterization) => {
    const network = networkWith(kind, parameterization);
    if (network === undefined) throw new Error("no network");
    const parameters = initialise(network, { seed: 1 });
    const direction = Object.fromEntries(Object.entries(network.parameters).map(([name, { shape }], i) => [name, numbers(shape, 10 + i)]));
    const x = numbers([samples, ...network.input], 2);
    const dx = numbers(x.shape, 3);

    const output = async (step: number, inputStep: number) => {
      const moved = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, shifted(value, direction[name], step)]));
      return (await on.read(await network.forward(on, network.tensors(on, moved), on.tensor(shifted(x, dx, inputStep)), { seed }))).data;
    };

    it("gives outputs of the shape that it says", async () => {
      const result = await network.forward(on, network.tensors(on, parameters), on.tensor(x), { seed });
      expect(result.shape).toEqual([(await output(0, 0)).length / sizeOf(network.output), ...network.output]);
    });

    it("pushes directions of parameters and inputs as finite differences do", async () => {
      const { derivative } = await network.push(
        on,
        network.tensors(on, parameters),
        on.tensor(x),
        { parameters: network.tensors(on, direction), x: on.tensor(dx) },
        { seed },
      );
      if (derivative === undefined) throw new Error("nothing moved");
      const { data } = await on.read(derivative);
      for (let entry = 0; entry < data.length; entry++) {
        expect(data[entry]).toBeCloseTo(await slope(async (step) => (await output(step, step))[entry]), 6);
      }
    });

    it("pulls and gives gradients as the transpose of what it pushes", async () => {
      const tensors = network.tensors(on, parameters);
      const at = await network.at(on, tensors, on.tensor(x), { seed });
      const dy = numbers(at.output.shape, 4);
      const pulled = await on.read(await at.pull(on.tensor(dy)));
      const alongInput = await network.push(on, tensors, on.tensor(x), { x: on.tensor(dx) }, { seed });
      const pushed = alongInput.derivative === undefined ? new Float64Array(dy.data.length) : (await on.read(alongInput.derivative)).data;
      expect(dot(pulled.data, dx.data)).toBeCloseTo(dot(dy.data, pushed), 10);
      const gradients = await at.grad(on.tensor(dy));
      expect(Object.keys(gradients).sort()).toEqual(Object.keys(network.parameters).sort());
      const along = await network.push(on, tensors, on.tensor(x), { parameters: network.tensors(on, direction) }, { seed });
      if (along.derivative === undefined) throw new Error("nothing moved");
      const products = await Promise.all(Object.entries(gradients).map(async ([name, gradient]) => dot((await on.read(gradient)).data, direction[name].data)));
      expect(products.reduce((sum, value) => sum + value, 0)).toBeCloseTo(dot(dy.data, (await on.read(along.derivative)).data), 9);
    });

    it("pulls several cotangents at once as one after another, and its grams are products of gradients", async () => {
      const tensors = network.tensors(on, parameters);
      const at = await network.at(on, tensors, on.tensor(x), { seed });
      const [rows = 0] = at.output.shape;
      const dy = numbers([2 * rows, ...network.output], 6);
      const [first, second] = [0, rows].map((from) => on.slice(on.tensor(dy), from, from + rows));
      const both = await on.read(await at.pull(on.tensor(dy)));
      const one = [...(await on.read(await at.pull(first))).data, ...(await on.read(await at.pull(second))).data];
      expect([...both.data]).toEqual(one);
      let checked = 0;
      await at.sensitivities(on.tensor(dy), async (layer) => {
        const own = gramOf(layer, null);
        const { gram: _, ...withoutGram } = layer.rule;
        const slow = gramOf({ ...layer, rule: withoutGram }, null);
        for (const [name, tensor] of Object.entries(own)) {
          const [fast, plain] = [(await on.read(tensor)).data, (await on.read(slow[name])).data];
          const largest = Math.max(...plain.map(Math.abs));
          for (let i = 0; i < fast.length; i++) expect(Math.abs(fast[i] - plain[i])).toBeLessThanOrEqual(1e-12 * largest);
          checked += 1;
        }
      });
      expect(checked).toBe(Object.keys(network.parameters).length);
    });
  });
});
