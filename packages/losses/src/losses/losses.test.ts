import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, ndArray, random } from "@ntkit/core";
import { differentiate, evaluate } from "@ntkit/formula";
import { describe, expect, test } from "vitest";
import { chooseLoss, meanLoss } from "../choose.ts";
import type { Loss } from "../loss.ts";
import { losses } from "./index.ts";
import { mse } from "./mse.ts";

const on = referenceBackend();
const source = random(1);
const normals = (shape: readonly number[]): NDArray =>
  ndArray(
    Float64Array.from({ length: shape.reduce((a, b) => a * b) }, () => source.normal()),
    shape,
  );

describe.each(Object.entries(losses))("the loss %s", (name, loss: Loss) => {
  const [n, outputs] = [4, 3];
  const [f, y] = [normals([n, outputs]), normals([n, outputs])];
  const total = (predictions: NDArray) => meanLoss(on, chooseLoss(loss.example), predictions, y, 1);
  const gradient = () => on.scope(() => on.read(loss.gradient(on, loss.example, on.tensor(f), on.tensor(y))));

  test("is registered under its kind, with an example that its schema gives back and references", () => {
    expect(loss.kind).toBe(name);
    expect(loss.schema.parse(loss.example)).toEqual(loss.example);
    expect(loss.references.length).toBeGreaterThan(0);
  });

  test("has one value for each sample, a gradient for each entry, and leaves no tensor behind", async () => {
    const value = await on.scope(() => on.read(loss.value(on, loss.example, on.tensor(f), on.tensor(y))));
    expect(value.shape).toEqual([n]);
    expect((await gradient()).shape).toEqual([n, outputs]);
    expect(on.liveTensors()).toBe(0);
  });

  test("the gradient is the derivative of the value, by central differences", async () => {
    const slopes = (await gradient()).data;
    const step = 1e-5;
    for (let at = 0; at < n * outputs; at++) {
      const moved = (by: number) =>
        total(
          ndArray(
            f.data.map((x, i) => (i === at ? x + by : x)),
            f.shape,
          ),
        );
      expect(Math.abs(((await moved(step)) - (await moved(-step))) / (2 * step) - slopes[at])).toBeLessThan(1e-8);
    }
  });

  test("is called quadratic if and only if the gradient is f − y exactly", async () => {
    const isDifference = (await gradient()).data.every((slope, i) => slope === f.data[i] - y.data[i]);
    expect(isDifference).toBe(loss.quadratic);
  });
});

describe("mse", () => {
  test("½ (f − y)², summed", async () => {
    const [f, y] = [
      fromNested([
        [1, 2],
        [0, -1],
      ]),
      fromNested([
        [0, 0],
        [0, 2],
      ]),
    ];
    expect(await meanLoss(on, chooseLoss({ kind: "mse" }), f, y, 1)).toBe(0.5 + 2 + 4.5);
    expect(await meanLoss(on, chooseLoss({ kind: "mse" }), f, y, 4)).toBe(1.75);
  });

  test("the gradient formula is the symbolic derivative of the value", () => {
    const symbolic = differentiate(mse.entry({ kind: "mse" }), "f");
    for (const variables of [
      { f: 1.5, y: -0.25 },
      { f: -2, y: 3 },
    ]) {
      expect(evaluate(symbolic, variables)).toBe(evaluate(mse.entryGradient({ kind: "mse" }), variables));
    }
  });
});
