import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray } from "@ntkit/core";
import { evaluate } from "@ntkit/formula";
import { chooseLoss, meanLoss } from "@ntkit/losses";
import { maximumLearningRate } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { data, mapped, network, start } from "../../test/fixtures.ts";
import { type Optimiser, type TrainOptions, train } from "../index.ts";
import { optimisers } from "./index.ts";

const on = referenceBackend();
const { x, y } = data;
const options: TrainOptions = { on, network, x, y, steps: 1, parameters: start, checkLearningRate: false };
const registered: readonly (readonly [string, Optimiser])[] = Object.entries(optimisers);

/** The loss Σ w L(α (f(p) − f(p0)), y)/Z, without anything of this package. */
async function lossAt(parameters: typeof start, { loss = { kind: "mse" }, outputScale = 1, centre = false, weights }: Partial<TrainOptions>, z: number) {
  const outputs = (values: typeof start) => on.scope(async () => on.read(await network.forward(on, network.tensors(on, values), on.tensor(x))));
  const [f, origin] = [await outputs(parameters), await outputs(start)];
  const seen = mapped(f, (value, i) => outputScale * (value - (centre ? origin.data[i] : 0)));
  return meanLoss(on, chooseLoss(loss), seen, y, z, weights);
}

async function gradientBy(changes: Partial<TrainOptions>, z: number): Promise<Record<string, number[]>> {
  const slopes: Record<string, number[]> = {};
  for (const [name, array] of Object.entries(start)) {
    slopes[name] = [];
    for (let at = 0; at < array.data.length; at++) {
      const moved = (step: number) => lossAt({ ...start, [name]: mapped(array, (value, i) => (i === at ? value + step : value)) }, changes, z);
      slopes[name].push(((await moved(1e-5)) - (await moved(-1e-5))) / 2e-5);
    }
  }
  return slopes;
}

test.each(registered)("%s is registered under its kind, with an example that its schema gives back and references", (name, optimiser) => {
  expect(optimiser.kind).toBe(name);
  expect(optimiser.schema.parse(optimiser.example)).toEqual(optimiser.example);
  expect(optimiser.references.length).toBeGreaterThan(0);
});

test.each(registered)("the first step of %s follows the gradient by central differences", async (_, optimiser) => {
  const { parameters } = await train({ ...options, optimiser: { ...optimiser.example } });
  const slopes = await gradientBy({}, 4);
  const { w: rule } = optimiser.update(optimiser.example);
  const zero = Object.fromEntries(optimiser.slots.map((slot) => [slot, 0]));
  const scalars = optimiser.scalars?.(optimiser.example, 1) ?? {};
  for (const [name, { data: before }] of Object.entries(start)) {
    for (const [i, gradient] of slopes[name].entries()) {
      expect(parameters[name].data[i]).toBeCloseTo(evaluate(rule, { ...zero, ...scalars, w: before[i], gradient }), 7);
    }
  }
});

test.each<[string, Partial<TrainOptions>, number]>([
  ["scaled and centred, over all entries", { outputScale: 3, centre: true, normaliser: "entries" }, 8],
  ["with weights of samples", { weights: ndArray(Float64Array.of(0.3, 2, 0, 1), [4]), normaliser: 2.5 }, 2.5],
  ["another loss, summed", { loss: { kind: "huber", delta: 0.3 }, normaliser: "sum" }, 1],
])("the gradient of a loss %s", async (_, changes, z) => {
  const result = await train({ ...options, ...changes, optimiser: { kind: "gradient-descent", learningRate: 0.01 } });
  const slopes = await gradientBy(changes, z);
  for (const [name, { data: before }] of Object.entries(start)) {
    for (const [i, slope] of slopes[name].entries()) expect((before[i] - result.parameters[name].data[i]) / 0.01).toBeCloseTo(slope, 6);
  }
  expect(result.loss.train).toBeCloseTo(await lossAt({ ...result.parameters }, changes, z), 13);
});

/** Gradients by a forward pass and a way back of the network alone. */
async function gradients(parameters: Record<string, Float64Array>): Promise<Record<string, Float64Array>> {
  const values = Object.fromEntries(Object.entries(parameters).map(([name, numbers]) => [name, ndArray(numbers, start[name].shape)]));
  return on.scope(async () => {
    const at = await network.at(on, network.tensors(on, values), on.tensor(x));
    const f = await on.read(at.output);
    const named = Object.entries(await at.grad(on.tensor(mapped(f, (value, i) => (value - y.data[i]) / 4))));
    return Object.fromEntries(await Promise.all(named.map(async ([name, tensor]) => [name, (await on.read(tensor)).data] as const)));
  });
}

describe("many steps", () => {
  const run = async (step: (w: Float64Array, gradient: Float64Array, name: string, t: number) => void, where = (w: Float64Array, _: string) => w) => {
    const parameters = Object.fromEntries(Object.entries(start).map(([name, { data: numbers }]) => [name, numbers.slice()]));
    for (let t = 1; t <= 30; t++) {
      const slopes = await gradients(Object.fromEntries(Object.entries(parameters).map(([name, w]) => [name, where(w, name)])));
      for (const [name, w] of Object.entries(parameters)) step(w, slopes[name], name, t);
    }
    return parameters;
  };
  const near = (actual: Awaited<ReturnType<typeof train>>, expected: Record<string, Float64Array>) => {
    for (const [name, numbers] of Object.entries(expected)) {
      for (const [i, value] of numbers.entries()) expect(Math.abs(actual.parameters[name].data[i] - value)).toBeLessThan(1e-12);
    }
  };
  const memory = () => {
    const held: Record<string, Float64Array> = {};
    return (name: string, length: number) => {
      held[name] ??= new Float64Array(length);
      return held[name];
    };
  };

  test("of Adam are those of a loop over plain numbers", async () => {
    const [mean, square] = [memory(), memory()];
    const expected = await run((w, gradient, name, t) => {
      const [m, s] = [mean(name, w.length), square(name, w.length)];
      for (const [i, g] of gradient.entries()) {
        m[i] = 0.9 * m[i] + 0.1 * g;
        s[i] = 0.99 * s[i] + 0.01 * g * g;
        w[i] -= (0.02 * (m[i] / (1 - 0.9 ** t))) / (Math.sqrt(s[i] / (1 - 0.99 ** t)) + 1e-8);
      }
    });
    near(await train({ ...options, steps: 30, optimiser: { kind: "adam", learningRate: 0.02, beta2: 0.99 } }), expected);
  });

  test("of Nesterov's momentum are those of a loop over plain numbers", async () => {
    const velocity = memory();
    const expected = await run(
      (w, gradient, name) => {
        const v = velocity(name, w.length);
        for (const [i, g] of gradient.entries()) {
          v[i] = 0.8 * v[i] - 0.1 * g;
          w[i] += v[i];
        }
      },
      (w, name) => w.map((value, i) => value + 0.8 * velocity(name, w.length)[i]),
    );
    near(await train({ ...options, steps: 30, optimiser: { kind: "momentum", learningRate: 0.1, momentum: 0.8, acceleration: "nesterov" } }), expected);
  });
});

test("the stable limits are those of the solvers", () => {
  const limit = (momentum: number, acceleration: "heavy-ball" | "nesterov") =>
    maximumLearningRate({ largestEigenvalue: 1, normaliser: 1, momentum, acceleration });
  expect(optimisers["gradient-descent"].stableLimit?.({ kind: "gradient-descent", learningRate: 1 })).toBe(2);
  for (const acceleration of ["heavy-ball", "nesterov"] as const) {
    expect(optimisers.momentum.stableLimit?.({ kind: "momentum", learningRate: 1, momentum: 0.5, acceleration })).toBe(limit(0.5, acceleration));
  }
});
