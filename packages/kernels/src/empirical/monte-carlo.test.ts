import { dense, finiteNetwork, initialise, relu, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, random } from "@ntkit/core";
import { expect, it } from "vitest";
import type { Progress } from "../evaluate.ts";
import { evaluateEmpirical, type MonteCarloOptions, monteCarlo } from "./index.ts";

const on = referenceBackend();
const architecture = serial(dense(16), relu(), dense(2));
const x1 = fromNested([
  [1, 0.5],
  [-0.3, 0.8],
]);
const options: MonteCarloOptions = { on, architecture, x1, seed: 3 };

it("gives the mean over draws and its standard error, as two passes over all of them do", async () => {
  const { mean, standardError, draws, status } = await monteCarlo({ ...options, draws: 12, relativeError: 0 });
  expect([draws, status]).toEqual([12, "stopped"]);
  const network = finiteNetwork(architecture, [2]);
  const seeds = random(3);
  const all: NDArray[] = [];
  for (let k = 0; k < 12; k++) {
    const parameters = initialise(network, { seed: seeds.integer(2 ** 32) });
    const { ntk } = await evaluateEmpirical({ on, network, parameters, x1, outputs: "mean" });
    if (ntk !== undefined) all.push(ntk);
  }
  for (let entry = 0; entry < 4; entry++) {
    const values = all.map(({ data }) => data[entry]);
    const average = values.reduce((sum, value) => sum + value, 0) / 12;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / 11;
    expect(mean.ntk?.data[entry]).toBeCloseTo(average, 13);
    expect(standardError.ntk?.data[entry]).toBeCloseTo(Math.sqrt(variance / 12), 13);
  }
  expect(on.liveTensors()).toBe(0);
});

it("stops at the error that is wanted, with the same numbers for the same seed", async () => {
  const seen: Progress[] = [];
  const found = await monteCarlo({ ...options, relativeError: 0.1, onProgress: (progress) => seen.push(progress) });
  expect(found.status).toBe("reached");
  expect(found.remedy).toBeUndefined();
  expect(found.relativeError).toBeLessThanOrEqual(0.1);
  expect(seen.at(-1)).toEqual({ done: found.draws, total: 1000 });
  expect((await monteCarlo({ ...options, relativeError: 0.1 })).mean).toEqual(found.mean);
  expect((await monteCarlo({ ...options, relativeError: 0.1, seed: 4 })).mean).not.toEqual(found.mean);
});

it("says how many draws would do where they run out, and that many do", async () => {
  const short = await monteCarlo({ ...options, draws: 40, relativeError: 0.12 });
  expect(short.status).toBe("stopped");
  const needed = Number(/Allow about (\d+) draws/.exec(short.remedy ?? "")?.[1]);
  expect(needed).toBeGreaterThan(40);
  expect((await monteCarlo({ ...options, draws: 2 * needed, relativeError: 0.12 })).status).toBe("reached");
});

it("draws as torch does where it is asked to, and stops when it is told to", async () => {
  const standard = serial({ parameterization: "standard" }, dense(16), relu(), dense(2));
  const torch = await monteCarlo({ ...options, architecture: standard, draws: 2, initialisation: "torch" });
  expect(torch.mean).not.toEqual((await monteCarlo({ ...options, architecture: standard, draws: 2 })).mean);
  const controller = new AbortController();
  const onProgress = ({ done }: Progress) => {
    if (done === 3) controller.abort(new Error("enough"));
  };
  await expect(monteCarlo({ ...options, onProgress, signal: controller.signal })).rejects.toThrow("enough");
  expect(on.liveTensors()).toBe(0);
});

it.each<[Partial<MonteCarloOptions>, string]>([
  [{ draws: 1 }, "draws: expected a whole number of at least 2, found 1"],
  [{ relativeError: Number.NaN }, "relativeError: expected a number of at least 0, found NaN"],
  [{ kinds: [] }, "kinds: expected at least one kernel, found []"],
])("refuses %o", async (change, message) => {
  await expect(monteCarlo({ ...options, ...change })).rejects.toThrow(message);
});
