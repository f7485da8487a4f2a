import { InvalidInput, type NDArray } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { conv, dense, finiteNetwork, flatten, initialise, relu, serial } from "../index.ts";
import type { LayerSpec } from "../layer.ts";

const layers = [conv(20, [3, 3], { weightStd: 1.4, biasStd: 0.3 }), relu(), flatten(), dense(30, { weightStd: 0.7, biasStd: 0.2 }), dense(10, { bias: true })];
const network = (parameterization: "ntk" | "standard", all: readonly LayerSpec[] = layers) =>
  finiteNetwork(serial({ input: [8, 8, 5], parameterization }, ...all));

/** Mean, variance and excess kurtosis with what they scatter by (standard deviations), for so many normal numbers. */
function momentsOf({ data }: NDArray) {
  const n = data.length;
  const power = (k: number) => data.reduce((sum, value) => sum + value ** k, 0) / n;
  const [mean, variance] = [power(1), power(2)];
  return { n, mean, variance, kurtosis: power(4) / variance ** 2 - 3 };
}

/** fanIn of every array. */
const fanIn = { "layers[0]": 3 * 3 * 5, "layers[3]": 8 * 8 * 20, "layers[4]": 30 };
const weightStd = { "layers[0]": 1.4, "layers[3]": 0.7, "layers[4]": 1 };
const biasStd = { "layers[0]": 0.3, "layers[3]": 0.2, "layers[4]": 0 };
const placeOf = (name: string) => name.slice(0, name.indexOf(".")) as keyof typeof fanIn;

it("knows the shapes and fanIn of all arrays: conv as [height, width, in, out], dense as [in, out]", () => {
  const { parameters } = network("ntk");
  expect(Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape]))).toEqual({
    "layers[0].weight": [3, 3, 5, 20],
    "layers[0].bias": [20],
    "layers[3].weight": [1280, 30],
    "layers[3].bias": [30],
    "layers[4].weight": [30, 10],
    "layers[4].bias": [10],
  });
  for (const [name, description] of Object.entries(parameters)) expect(description.fanIn).toBe(fanIn[placeOf(name)]);
});

describe.each(["ntk", "standard"] as const)('normal, in "%s"', (parameterization) => {
  it("has the mean, variance and kurtosis of a normal within 4 standard errors", () => {
    for (const [name, array] of Object.entries(initialise(network(parameterization), { seed: 5 }))) {
      const place = placeOf(name);
      const inForward = name.endsWith("weight") ? weightStd[place] / Math.sqrt(fanIn[place]) : biasStd[place];
      const std = parameterization === "ntk" ? 1 : inForward;
      const { n, mean, variance, kurtosis } = momentsOf(array);
      if (std === 0) {
        expect(variance).toBe(0);
        continue;
      }
      expect(Math.abs(mean)).toBeLessThan((4 * std) / Math.sqrt(n));
      expect(Math.abs(variance / std ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
      if (n > 500) expect(Math.abs(kurtosis)).toBeLessThan(4 * Math.sqrt(24 / n));
    }
  });

  it("is the same for the same seed, and another for another", () => {
    const [one, same, other] = [1, 1, 2].map((seed) => initialise(network(parameterization), { seed }));
    expect(same).toEqual(one);
    expect(other["layers[3].weight"].data).not.toEqual(one["layers[3].weight"].data);
  });
});

describe("torch", () => {
  it("is uniform on ±1/√fanIn, weights and biases, whatever the scales of the architecture", () => {
    for (const [name, array] of Object.entries(initialise(network("standard"), { seed: 5, initialisation: "torch" }))) {
      const bound = 1 / Math.sqrt(fanIn[placeOf(name)]);
      const { n, mean, variance } = momentsOf(array);
      const largest = array.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest).toBeLessThanOrEqual(bound);
      // The largest of n uniform numbers misses the bound by about bound/n.
      expect(largest).toBeGreaterThan(bound * (1 - 10 / n));
      expect(Math.abs(mean)).toBeLessThan((4 * bound) / Math.sqrt(3 * n));
      // Var of u² is (1/5 − 1/9) bound⁴.
      expect(Math.abs(variance / (bound ** 2 / 3) - 1)).toBeLessThan(4 * Math.sqrt(0.8 / n));
    }
  });

  it('is refused under "ntk"', () => {
    expect(() => initialise(network("ntk"), { initialisation: "torch" })).toThrow(InvalidInput);
    expect(() => initialise(network("ntk"), { initialisation: "torch" })).toThrow(
      'initialisation: the uniform initialisation of torch is one of the standard parameterisation, and this architecture has "ntk". ' +
        'Set `parameterization: "standard"` in the architecture, or leave `initialisation` at "normal".',
    );
  });
});
