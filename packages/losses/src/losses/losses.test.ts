import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, ndArray, random } from "@ntkit/core";
import { differentiate, evaluate } from "@ntkit/formula";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseLoss, meanLoss } from "../choose.ts";
import type { EntrywiseLoss } from "../entrywise.ts";
import type { Loss, LossSpec } from "../loss.ts";
import { checkTargets } from "../targets.ts";
import { hinge } from "./hinge.ts";
import { huber } from "./huber.ts";
import { losses } from "./index.ts";

const on = referenceBackend();
const source = random(1);
const [n, outputs] = [4, 3];
const filled = (shape: readonly number[], entry: (at: number) => number): NDArray =>
  ndArray(
    Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, at) => entry(at)),
    shape,
  );
const normals = () => filled([n, outputs], () => source.normal());
const uniform = () => filled([n, outputs], () => source.uniform());

/** Random targets that the loss is defined on. */
function targetsFor({ targets = "any" }: Loss): NDArray {
  if (targets === "any") return normals();
  if (targets === "signs") return filled([n, outputs], () => (source.uniform() < 0.5 ? -1 : 1));
  const raw = uniform();
  return filled([n, outputs], (at) => {
    const row = at - (at % outputs);
    return raw.data[at] / (raw.data[row] + raw.data[row + 1] + raw.data[row + 2]);
  });
}
const moved = (f: NDArray, at: number, by: number): NDArray => filled(f.shape, (i) => (i === at ? f.data[i] + by : f.data[i]));

const isEntrywise = (loss: Loss): loss is Loss & EntrywiseLoss<LossSpec> => "entry" in loss;

// Beyond the example of each: the other branch of a field.
const registered: Readonly<Record<string, Loss>> = losses;
const variants: readonly (readonly [name: string, loss: Loss, spec: LossSpec])[] = [
  ...Object.entries(registered).map(([name, loss]) => [name, loss, loss.example] as const),
  ["hinge, rounded", hinge, hinge.schema.parse({ kind: "hinge", smoothing: 0.2 })],
  ["huber, narrow", huber, huber.schema.parse({ kind: "huber", delta: 0.1 })],
];

test.each(Object.entries(losses))("%s is registered under its kind, with an example that its schema gives back and references", (name, loss: Loss) => {
  expect(loss.kind).toBe(name);
  expect(loss.schema.parse(loss.example)).toEqual(loss.example);
  expect(loss.references.length).toBeGreaterThan(0);
});

describe.each(variants)("the loss %s", (_, loss, spec) => {
  const chosen = chooseLoss(spec);
  const [f, y] = [normals(), targetsFor(loss)];
  const total = (predictions: NDArray) => meanLoss(on, chosen, predictions, y, 1);
  const gradient = (at = f) => on.scope(() => on.read(chosen.gradient(on, on.tensor(at), on.tensor(y))));

  test("has one value for each sample, a gradient for each entry, and leaves no tensor behind", async () => {
    checkTargets(chosen, y);
    const value = await on.scope(() => on.read(chosen.value(on, on.tensor(f), on.tensor(y))));
    expect(value.shape).toEqual([n]);
    expect((await gradient()).shape).toEqual([n, outputs]);
    expect(on.liveTensors()).toBe(0);
  });

  test("the gradient is the derivative of the value, by central differences", async () => {
    const slopes = (await gradient()).data;
    const step = 1e-5;
    for (let at = 0; at < n * outputs; at++) {
      const difference = (await total(moved(f, at, step))) - (await total(moved(f, at, -step)));
      expect(Math.abs(difference / (2 * step) - slopes[at])).toBeLessThan(1e-8);
    }
  });

  test("the Hessian is the derivative of the gradient, and nowhere above the curvature", async () => {
    const { hessian } = chosen;
    if (hessian === undefined) {
      expect(chosen.kinked).toBe(true);
      return;
    }
    const blocks = await on.scope(() => on.read(hessian.at(on, on.tensor(f), on.tensor(y))));
    expect(blocks.shape).toEqual(hessian.form === "diagonal" ? [n, outputs] : [n, outputs, outputs]);
    const step = 1e-5;
    for (let at = 0; at < n * outputs; at++) {
      const [sample, output] = [Math.floor(at / outputs), at % outputs];
      const [up, down] = [await gradient(moved(f, at, step)), await gradient(moved(f, at, -step))];
      for (let other = 0; other < n * outputs; other++) {
        const slope = (up.data[other] - down.data[other]) / (2 * step);
        const same = Math.floor(other / outputs) === sample;
        const entry =
          hessian.form === "diagonal"
            ? other === at
              ? blocks.data[at]
              : 0
            : same
              ? blocks.data[(sample * outputs + output) * outputs + (other % outputs)]
              : 0;
        expect(Math.abs(slope - entry)).toBeLessThan(1e-8);
        if (other === at) expect(entry).toBeLessThanOrEqual((chosen.curvature ?? NaN) + 1e-12);
      }
    }
  });

  test("is convex: no chord lies below it", () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), async (seed, share) => {
        const draw = random(seed);
        const [a, b] = [0, 1].map(() => filled([n, outputs], () => 3 * draw.normal()));
        const between = filled([n, outputs], (at) => share * a.data[at] + (1 - share) * b.data[at]);
        const chord = share * (await total(a)) + (1 - share) * (await total(b));
        expect(await total(between)).toBeLessThanOrEqual(chord + 1e-12 * (1 + chord));
      }),
      { numRuns: 50, seed: 4 },
    ));

  test("is called quadratic if and only if the gradient is f − y exactly", async () => {
    const isDifference = (await gradient()).data.every((slope, i) => slope === f.data[i] - y.data[i]);
    expect(isDifference).toBe(loss.quadratic);
  });

  test("formulas of derivatives are the symbolic ones", () => {
    if (!isEntrywise(loss)) return;
    const [value, slope, bend] = [loss.entry(spec), loss.entryGradient(spec), loss.entryHessian?.(spec)];
    f.data.forEach((x, i) => {
      const at = { f: x, y: y.data[i] };
      expect(evaluate(differentiate(value, "f"), at)).toBeCloseTo(evaluate(slope, at), 13);
      if (bend) expect(evaluate(differentiate(slope, "f"), at)).toBeCloseTo(evaluate(bend, at), 12);
    });
  });
});

describe("known values", () => {
  const of = (spec: LossSpec & Record<string, unknown>, f: number[][], y: number[][], z = 1) => meanLoss(on, chooseLoss(spec), fromNested(f), fromNested(y), z);

  test("mse: ½ (f − y)², summed", async () => {
    const f = [
      [1, 2],
      [0, -1],
    ];
    const y = [
      [0, 0],
      [0, 2],
    ];
    expect(await of({ kind: "mse" }, f, y)).toBe(0.5 + 2 + 4.5);
    expect(await of({ kind: "mse" }, f, y, 4)).toBe(1.75);
  });

  test("cross-entropy: log O for equal outputs; the margin for far ones, without overflow; soft targets", async () => {
    expect(await of({ kind: "cross-entropy" }, [[3, 3, 3, 3]], [[0, 1, 0, 0]])).toBeCloseTo(Math.log(4), 14);
    expect(await of({ kind: "cross-entropy" }, [[1000, -1000]], [[0, 1]])).toBe(2000);
    expect(await of({ kind: "cross-entropy" }, [[1000, -1000]], [[1, 0]])).toBe(0);
    expect(await of({ kind: "cross-entropy" }, [[Math.log(3), 0]], [[0.5, 0.5]])).toBeCloseTo(-0.5 * Math.log(0.75) - 0.5 * Math.log(0.25), 14);
  });

  test("logistic: log 2 at 0, the margin far below it; on one output it is the cross-entropy of (f/2, −f/2)", async () => {
    expect(await of({ kind: "logistic" }, [[0]], [[1]])).toBeCloseTo(Math.LN2, 15);
    expect(await of({ kind: "logistic" }, [[-800]], [[1]])).toBe(800);
    expect(await of({ kind: "logistic" }, [[1.7]], [[-1]])).toBeCloseTo(await of({ kind: "cross-entropy" }, [[0.85, -0.85]], [[0, 1]]), 14);
  });

  test("hinges: 0 from margin 1 on; rounded, s log 2 higher at the kink", async () => {
    expect(await of({ kind: "hinge", smoothing: 0 }, [[-2, 0.5, 1, 3]], [[1, 1, 1, 1]])).toBe(3.5);
    expect(await of({ kind: "hinge", smoothing: 0.3 }, [[1]], [[1]])).toBeCloseTo(0.3 * Math.LN2, 15);
    expect(await of({ kind: "squared-hinge" }, [[-2, 0.5, 1, 3]], [[1, 1, 1, 1]])).toBe(9.25);
  });

  test("huber: squared inside, linear outside", async () => {
    expect(await of({ kind: "huber", delta: 2 }, [[1, 5]], [[0, 0]])).toBe(0.5 + 2 * (5 - 1));
  });

  test("weights of samples", async () => {
    const loss = chooseLoss({ kind: "mse" });
    expect(await meanLoss(on, loss, fromNested([[1], [2]]), fromNested([[0], [0]]), 1, fromNested([3, 0.5]))).toBe(1.5 + 1);
  });
});
