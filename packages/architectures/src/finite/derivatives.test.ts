import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ShapeMismatch, sizeOf } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { dot, largest, numbers, places, readAll, shifted } from "../../test/finite.ts";
import { parseArchitecture } from "../spec.ts";
import { gramOf } from "./gram.ts";
import { initialise } from "./initialise.ts";
import { type FiniteNetwork, finiteNetwork } from "./network.ts";

const on = referenceBackend();
const samples = 3;
const seed = 5;

/** The networks of a place that its layer fits into. */
function fitting(networks: readonly object[], parameterization: "ntk" | "standard"): FiniteNetwork[] {
  return networks.flatMap((network) => {
    try {
      return [finiteNetwork(parseArchitecture({ ...network, parameterization }))];
    } catch (error) {
      if (error instanceof ShapeMismatch) return [];
      throw error;
    }
  });
}

/** Whether the layer in the middle has parameters; to others the parameterisation is nothing. */
const hasParameters = ({ parameters }: FiniteNetwork) => Object.keys(parameters).some((name) => name.startsWith("layers[1]."));

const cases = places.flatMap(({ name, networks }) => {
  const all = [...fitting(networks, "ntk"), ...fitting(networks, "standard").filter(hasParameters)];
  return all.map((network) => [`${name} on [${network.input.join(", ")}] in "${network.architecture.parameterization}"`, network] as const);
});

/** `φ` along a line, and its derivative at 0 by Richardson's extrapolation of central differences. */
async function slope(value: (step: number) => Promise<Float64Array>): Promise<Float64Array> {
  const central = async (step: number) => {
    const [above, below] = [await value(step), await value(-step)];
    return above.map((entry, i) => (entry - below[i]) / (2 * step));
  };
  const [coarse, fine] = [await central(2e-4), await central(1e-4)];
  return fine.map((entry, i) => (4 * entry - coarse[i]) / 3);
}

/** The second derivative in the same way. */
async function curvature(value: (step: number) => Promise<Float64Array>): Promise<Float64Array> {
  const middle = await value(0);
  const central = async (step: number) => {
    const [above, below] = [await value(step), await value(-step)];
    return middle.map((entry, i) => (above[i] - 2 * entry + below[i]) / step ** 2);
  };
  const [coarse, fine] = [await central(4e-4), await central(2e-4)];
  return fine.map((entry, i) => (4 * entry - coarse[i]) / 3);
}

function expectClose(measured: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(measured.length).toBe(expected.length);
  const scale = 1 + largest(expected);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(measured[i] - expected[i])).toBeLessThanOrEqual(tolerance * scale);
}

it.each(places)("$name fits somewhere", ({ networks }) => {
  expect(fitting(networks, "ntk").length).toBeGreaterThan(0);
});

describe.each(cases)("%s", (_, network) => {
  const parameters = initialise(network, { seed: 1 });
  const direction = Object.fromEntries(Object.entries(network.parameters).map(([name, { shape }], i) => [name, numbers(shape, 10 + i)]));
  const trained = Object.keys(network.parameters).filter((name) => network.parameters[name].trainable);
  const x = numbers([samples, ...network.input], 2);
  const dx = numbers(x.shape, 3);

  const along = (step: number): Record<string, NDArray> =>
    Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, shifted(value, direction[name], step)]));
  const output = async (step: number, inputStep: number) =>
    (await on.read(await network.forward(on, network.tensors(on, along(step)), on.tensor(shifted(x, dx, inputStep)), { seed }))).data;
  /** The derivative along the line of parameters, at a step. */
  const pushed = async (step: number) => {
    const to = { parameters: network.tensors(on, direction) };
    const { derivative } = await network.push(on, network.tensors(on, along(step)), on.tensor(x), to, { seed });
    if (derivative === undefined) throw new Error("nothing moved");
    return (await on.read(derivative)).data;
  };

  it("gives outputs of the shape that it says", async () => {
    const result = await network.forward(on, network.tensors(on, parameters), on.tensor(x), { seed });
    expect(result.shape).toEqual([(await output(0, 0)).length / sizeOf(network.output), ...network.output]);
    expect(result.shape[0] % samples).toBe(0);
  });

  it("pushes directions of parameters and inputs as finite differences do", async () => {
    const both = { parameters: network.tensors(on, direction), x: on.tensor(dx) };
    const { derivative } = await network.push(on, network.tensors(on, parameters), on.tensor(x), both, { seed });
    if (derivative === undefined) throw new Error("nothing moved");
    expectClose((await on.read(derivative)).data, await slope((step) => output(step, step)), 1e-7);
  });

  it("has Taylor coefficients that are those of what it pushes", async () => {
    const series = await network.taylor(on, network.tensors(on, parameters), network.tensors(on, direction), on.tensor(x), 3, { seed });
    const [value, first, second, third] = await Promise.all(
      series.map(async (coefficient) => (coefficient === undefined ? new Float64Array(sizeOf(series[0].shape)) : (await on.read(coefficient)).data)),
    );
    expectClose(value, await output(0, 0), 1e-14);
    expectClose(first, await pushed(0), 1e-13);
    expectClose(
      second.map((entry) => 2 * entry),
      await slope(pushed),
      1e-7,
    );
    expectClose(
      third.map((entry) => 6 * entry),
      await curvature(pushed),
      1e-5,
    );
  });

  it("pulls and gives gradients as the transpose of what it pushes", async () => {
    const tensors = network.tensors(on, parameters);
    const at = await network.at(on, tensors, on.tensor(x), { seed });
    const dy = numbers(at.output.shape, 4);
    const pulled = await on.read(await at.pull(on.tensor(dy)));
    const alongInput = await network.push(on, tensors, on.tensor(x), { x: on.tensor(dx) }, { seed });
    const moved = alongInput.derivative === undefined ? new Float64Array(dy.data.length) : (await on.read(alongInput.derivative)).data;
    expect(dot(pulled.data, dx.data)).toBeCloseTo(dot(dy.data, moved), 9);
    const gradients = await readAll(on, await at.grad(on.tensor(dy)));
    expect(Object.keys(gradients).sort()).toEqual([...trained].sort());
    const trainedAlone = Object.fromEntries(trained.map((name) => [name, on.tensor(direction[name])]));
    const { derivative } = await network.push(on, tensors, on.tensor(x), { parameters: trainedAlone }, { seed });
    if (derivative === undefined) throw new Error("nothing moved");
    const products = trained.map((name) => dot(gradients[name], direction[name].data));
    expect(products.reduce((sum, value) => sum + value, 0)).toBeCloseTo(dot(dy.data, (await on.read(derivative)).data), 8);
  });

  it("pulls several cotangents at once as one after another, and its grams are products of gradients", async () => {
    const at = await network.at(on, network.tensors(on, parameters), on.tensor(x), { seed });
    const [rows = 0] = at.output.shape;
    const dy = numbers([2 * rows, ...network.output], 6);
    const [first, second] = [0, rows].map((from) => on.slice(on.tensor(dy), from, from + rows));
    const both = await on.read(await at.pull(on.tensor(dy)));
    const one = [...(await on.read(await at.pull(first))).data, ...(await on.read(await at.pull(second))).data];
    expect([...both.data]).toEqual(one);
    const checked: string[] = [];
    await at.sensitivities(on.tensor(dy), async (layer) => {
      const own = await readAll(on, gramOf(layer, null));
      const { gram: _, ...withoutGram } = layer.rule;
      const slow = await readAll(on, gramOf({ ...layer, rule: withoutGram }, null));
      for (const [name, fast] of Object.entries(own)) {
        const [scale, side] = [largest(slow[name]), Math.sqrt(fast.length)];
        for (let i = 0; i < fast.length; i++) {
          expect(Math.abs(fast[i] - slow[name][i])).toBeLessThanOrEqual(1e-12 * scale);
          expect(fast[i]).toBe(fast[(i % side) * side + Math.floor(i / side)]);
        }
        checked.push(name);
      }
    });
    expect(checked.sort()).toEqual([...trained].sort());
  });
});
