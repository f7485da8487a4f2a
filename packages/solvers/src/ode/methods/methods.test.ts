import { referenceBackend } from "@ntkit/backend-reference";
import { describe, expect, test } from "vitest";
import { type Advance, advance, begin, type Cursor, type Plan } from "../integrate.ts";
import type { Field, Method } from "../method.ts";
import { trajectory } from "../trajectory.ts";
import { methods } from "./index.ts";

const on = referenceBackend();

/**
 * `y' = −rates g(y)`: with g(y) = y linear, with tanh(y) not. Its eigenbasis is the one it is written in; as a gradient flow, rates are
 * its kernel and −g the push.
 */
function field(rates: readonly number[], g: (y: number) => number = (y) => y, derivative: (y: number) => number = () => 1): Field {
  const slope = async (y: Float64Array) => y.map((value, i) => -rates[i] * g(value));
  const same = async (y: Float64Array) => y.slice();
  return {
    slope,
    watched: [0, rates.length],
    fastest: Math.max(...rates),
    modal: { into: same, out: same, outChange: same, slope, rates: async () => Float64Array.from(rates) },
    dual: {
      push: async (y) => y.map((value) => -g(value)),
      lift: async (push) => push.map((value, i) => rates[i] * value),
      curvature: async (y) => async (change) => change.map((value, i) => derivative(y[i]) * value),
      eigh: (matrix) =>
        on.scope(async () => {
          const found = await on.eigh(on.tensor(matrix));
          if (found.status !== "ok") throw new Error(found.problem);
          return { values: (await on.read(found.values)).data, vectors: (await on.read(found.vectors)).data };
        }),
    },
  };
}

/** For methods that take only as much work as the tolerances ask. */
const exactly = { rtol: 1e-15, atol: 1e-15 };
const start = Float64Array.of(1, -0.7, 0.4);
const rates = [0.4, 1, 2.2];
const linear = { field: field(rates), exact: (t: number) => start.map((y, i) => y * Math.exp(-rates[i] * t)) };
// sinh y = e^(−rate t) sinh y0.
const bent = {
  field: field(rates, Math.tanh, (y) => 1 / Math.cosh(y) ** 2),
  exact: (t: number) => start.map((y, i) => Math.asinh(Math.sinh(y) * Math.exp(-rates[i] * t))),
};

const distance = (a: Float64Array, b: Float64Array): number => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

/** Errors with equal steps up to t = 2: at the end, and the largest between steps. */
async function errors(method: Method, problem: typeof linear, steps: number): Promise<{ end: number; between: number }> {
  const h = 2 / steps;
  let point: Parameters<Method["step"]>[1] = { y: start, slope: await problem.field.slope(start), memory: undefined, retry: false };
  let between = 0;
  for (let step = 0; step < steps; step++) {
    const done = await method.step(problem.field, point, h, exactly);
    for (const theta of [0.21, 0.5, 0.83]) between = Math.max(between, distance(await done.interpolate(theta), problem.exact((step + theta) * h)));
    expect(distance(await done.interpolate(0), point.y)).toBeLessThan(1e-14);
    expect(distance(await done.interpolate(1), done.y)).toBeLessThan(1e-14);
    expect(distance(done.slope, await problem.field.slope(done.y))).toBeLessThan(1e-12);
    point = { ...done, retry: false };
  }
  return { end: distance(point.y, problem.exact(2)), between };
}

describe.each(Object.entries(methods))("the method %s", (name, method: Method) => {
  const plan = (given: Field, rtol: number): Plan => ({
    field: given,
    tolerances: { rtol, atol: rtol },
    choose: () => ({ method, reason: "" }),
    fixedStep: 0.01,
    maxSteps: 1e5,
  });

  test("is registered under its kind, with references", () => {
    expect(method.kind).toBe(name);
    expect(method.references.length).toBeGreaterThan(0);
  });

  test.each([
    ["linear", linear],
    ["bent", bent],
  ] as const)("shows its order on a %s problem, at the ends of steps and between them", async (kind, problem) => {
    if (kind === "linear" && method.exactIfLinear) {
      const one = await errors(method, problem, 1);
      expect(Math.max(one.end, one.between)).toBeLessThan(1e-14);
      return;
    }
    const [coarse, fine] = [await errors(method, problem, 40), await errors(method, problem, 80)];
    const shown = Math.log2(coarse.end / fine.end);
    expect(shown).toBeGreaterThan(method.order - 0.2);
    expect(shown).toBeLessThan(method.order + 0.5);
    expect(Math.log2(coarse.between / fine.between)).toBeGreaterThan(method.denseOrder - 0.2);
  });

  test("its error estimate has the order claimed", async () => {
    if (method.errorOrder === null) return;
    const estimate = async (h: number) => {
      const { error } = await method.step(bent.field, { y: start, slope: await bent.field.slope(start), memory: undefined, retry: false }, h, exactly);
      return Math.max(...(error ?? []).map(Math.abs));
    };
    expect(Math.log2((await estimate(0.02)) / (await estimate(0.01)))).toBeGreaterThan(method.errorOrder + 0.8);
  });

  test("tighter tolerances, smaller errors, and no larger than estimated", async () => {
    if (method.errorOrder === null) return;
    let last = Infinity;
    for (const rtol of [1e-4, 1e-6, 1e-8]) {
      const { at } = trajectory(plan(bent.field, rtol), start, () => true);
      const [sample] = await at([3]);
      const error = distance(sample.y, bent.exact(3));
      expect(error).toBeLessThan(10 * (sample.cursor.error ?? NaN));
      expect(error).toBeLessThan(last / 4);
      last = error;
    }
    expect(last).toBeLessThan(1e-6);
  });

  test("a stiff stretch: decays at rates 1 and 1e3, for 20 of the slow ones", async () => {
    if (method.errorOrder === null) return;
    const stiff = [1, 1e3, 1e2];
    const { at } = trajectory(plan(field(stiff), 1e-5), start, () => true);
    const [sample] = await at([20]);
    expect(
      distance(
        sample.y,
        start.map((y, i) => y * Math.exp(-stiff[i] * 20)),
      ),
    ).toBeLessThan(1e-4);
    const limit = method.exactIfLinear ? 100 : method.spectrum === "real" ? 3000 : 1e5;
    expect(sample.cursor.evaluations).toBeLessThan(limit);
  });

  test("continuing from a cursor is going on: the same numbers", async () => {
    const going = plan(bent.field, 1e-6);
    const step = async (cursor: Cursor) => (await advance(going, cursor)) as Advance;
    const first = await begin(going, start);
    const second = (await step(first)).to;
    const [once, again] = [(await step(second)).to, (await step(second)).to];
    expect(again).toEqual(once);
  });
});

test("dense output along a trajectory: any times, between any steps", async () => {
  for (const method of Object.values(methods).filter(({ errorOrder }) => errorOrder !== null)) {
    const plan: Plan = { field: bent.field, tolerances: { rtol: 1e-8, atol: 1e-8 }, choose: () => ({ method, reason: "" }), fixedStep: 1, maxSteps: 1e5 };
    const times = [2.7, 0, 0.013, 2.7, 1.1, 5];
    const samples = await trajectory(plan, start, () => true).at(times);
    samples.forEach(({ y, s }, index) => {
      expect(s).toBe(times[index]);
      expect(distance(y, bent.exact(s))).toBeLessThan(1e-5);
    });
  }
});
