import { referenceBackend } from "@ntkit/backend-reference";
import { expect, test } from "vitest";
import { data, mapped, network, start } from "../test/fixtures.ts";
import { largestLearningRate, type TrainOptions, train } from "./index.ts";

const on = referenceBackend();
const { x, y } = data;
const problem = { on, network, x, y, parameters: start };

test.each([
  ["gradient-descent", {}],
  ["momentum", { momentum: 0.6 }],
  ["momentum", { momentum: 0.6, acceleration: "nesterov" }],
])("%s %j: the linear twin converges below the limit and diverges above it", async (kind, more) => {
  const found = await largestLearningRate({ ...problem, optimiser: { kind, ...more } });
  if (found === undefined) throw new Error("no limit");
  expect(found.exact).toBe(true);
  // Targets near the outputs at the start: the network stays where it is linear.
  const { outputs } = await train({ ...problem, steps: 0 });
  const near = mapped(outputs.train, (value, i) => value + 1e-6 * y.data[i]);
  const loss = async (share: number) => {
    const optimiser = { kind, ...more, learningRate: share * found.limit };
    const { records } = await train({ ...problem, y: near, optimiser, linearise: true, steps: 40, record: [{ kind: "loss", at: { steps: [20] } }] });
    return records.numbers["linear.loss.train"].values;
  };
  const [below, above] = [await loss(0.98), await loss(1.02)];
  expect(below[1]).toBeLessThan(below[0]);
  expect(above[1]).toBeGreaterThan(above[0]);
});

test("above the limit there is a warning before the first step, and what diverges says so with the limit", async () => {
  const found = await largestLearningRate(problem);
  const limit = found?.limit.toPrecision(4) ?? "";
  const kinds: string[] = [];
  const onEvent: TrainOptions["onEvent"] = (event) => {
    kinds.push(event.kind);
  };
  const result = await train({ ...problem, steps: 300, optimiser: { kind: "gradient-descent", learningRate: 100 }, onEvent });
  expect(kinds[0]).toBe("warning");
  expect(result.warnings[0].problem).toContain(`the learning rate 100 is not below ${limit}, from which on gradient-descent is unstable`);
  expect(result.status).toBe("diverged");
  expect(result.trouble?.remedy).toContain(`stable below ${limit}`);
  expect(result.checkpoint).toBeUndefined();
  const calm = await train({ ...problem, steps: 3, optimiser: { kind: "gradient-descent", learningRate: 0.9 * Number(limit) } });
  expect(calm.warnings).toEqual([]);
  expect(calm.limit).toEqual(found);
});

test("no limit is known for Adam, nor where the loss has a kink; on other losses it is that of the curvature at hand", async () => {
  expect(await largestLearningRate({ ...problem, optimiser: { kind: "adam" } })).toBeUndefined();
  const signs = mapped(y, Math.sign);
  expect(await largestLearningRate({ ...problem, y: signs, loss: { kind: "hinge", smoothing: 0 } })).toBeUndefined();
  const logistic = await largestLearningRate({ ...problem, y: signs, loss: { kind: "logistic" } });
  const squared = await largestLearningRate({ ...problem, y: signs });
  expect(logistic?.exact).toBe(false);
  expect(logistic?.limit).toBeGreaterThanOrEqual(4 * (squared?.limit ?? Number.NaN));
  expect(on.liveTensors()).toBe(0);
});
