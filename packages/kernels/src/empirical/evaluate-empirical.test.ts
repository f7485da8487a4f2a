import { dense, finiteNetwork, initialise, layer, parallel, relu, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray, random, zeros } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import type { Progress } from "../evaluate.ts";
import { type EmpiricalMethod, type EmpiricalOptions, empiricalMethods, evaluateEmpirical } from "./index.ts";

const on = referenceBackend();
const network = finiteNetwork(serial(dense(5, { biasStd: 0.3 }), relu(), dense(2)), [3]);
const parameters = initialise(network, { seed: 1 });
const { normal } = random(2);
const samples = (n: number): NDArray =>
  ndArray(
    Float64Array.from({ length: 3 * n }, () => normal()),
    [n, 3],
  );
const x1 = samples(6);
const options: EmpiricalOptions = { on, network, parameters, x1 };

/** A method that cannot have tiles above `size`. */
const small = (size: number, method: EmpiricalMethod): EmpiricalMethod => ({
  ...method,
  cost: (problem, tile) => ({ ...method.cost(problem, tile), bytes: tile <= size ? 0 : Number.POSITIVE_INFINITY }),
});
const inTiles = { methods: { structured: small(2, empiricalMethods["empirical-structured"]) } };

describe("mistakes", () => {
  it.each<[string, Partial<EmpiricalOptions>, string]>([
    ["no network", { network: undefined as never }, "network: expected a network"],
    ["samples of other features", { x1: zeros([2, 4]) }, "x1: the kernel is for samples of shape [3], found [4]"],
    ["no samples", { x2: zeros([0, 3]) }, "x2: expected at least one sample"],
    ["NaN", { x1: ndArray(Float64Array.of(1, Number.NaN, 2), [1, 3]) }, "x1[0][1]: expected a finite number"],
    ["a misspelt method", { method: "empirical-jacobean" }, 'Did you mean "empirical-jacobian"?'],
    ["a misspelt choice of outputs", { outputs: "diag" as never }, "outputs: unknown choice of outputs"],
    ["a kernel that is none", { kinds: ["ntk", "nntk"] as never }, 'Did you mean "ntk"?'],
    ["a parameter that is missing", { parameters: {} }, 'parameters["layers[0].weight"]: a parameter is missing'],
    ["no memory", { memory: 0 }, "memory: expected a number of bytes above 0, found 0"],
    ["too little memory", { memory: 1000 }, "memory: the kernel, the parameters and the samples take"],
  ])("%s", async (_, change, message) => {
    await expect(evaluateEmpirical({ ...options, ...change })).rejects.toThrow(message);
    expect(on.liveTensors()).toBe(0);
  });

  it("a network that makes several samples of each", async () => {
    const architecture = serial(parallel([[dense(2)], [dense(2)]], { merge: "concat", axis: "samples" }));
    const stacked = finiteNetwork(architecture, [3]);
    await expect(evaluateEmpirical({ on, network: stacked, parameters: initialise(stacked), x1 })).rejects.toThrow("several samples of each");
  });

  it("a method that says that it cannot", async () => {
    const picky = { ...empiricalMethods["empirical-jacobian"], kind: "picky", supports: () => "it does not like this" };
    await expect(evaluateEmpirical({ ...options, method: "picky", methods: { picky } })).rejects.toThrow(
      'method: picky cannot compute this: it does not like this. Leave it at "auto".',
    );
    const { method, why } = await evaluateEmpirical({ ...options, methods: { ...empiricalMethods, picky } });
    expect(method).toBe("empirical-structured");
    expect(why).toContain("picky cannot: it does not like this");
  });
});

it("takes the method with the fewest operations and says why, or the one asked for", async () => {
  const auto = await evaluateEmpirical(options);
  const least = Object.entries(auto.costs).sort(([, a], [, b]) => a.operations - b.operations)[0][0];
  expect(auto.method).toBe(least);
  expect(auto.why).toMatch(
    /^empirical-structured: the fewest operations \(empirical-structured [\d.e+]+, empirical-jacobian [\d.e+]+, empirical-vector-products [\d.e+]+\)/,
  );
  for (const method of Object.keys(empiricalMethods)) {
    const asked = await evaluateEmpirical({ ...options, method });
    expect(asked.method).toBe(method);
    expect(asked.why).toContain(`${method}: asked for by name`);
  }
  // One output of many samples against one sample: a single gradient and a derivative along it.
  const scalar = finiteNetwork(serial(dense(200), relu(), dense(1)), [3]);
  const { costs } = await evaluateEmpirical({ on, network: scalar, parameters: initialise(scalar), x1: samples(2), outputs: "trace" });
  expect(costs["empirical-structured"].operations).toBeLessThan(costs["empirical-jacobian"].operations);
});

it("tells how far it is in pairs of samples, stops when told to, and leaves nothing behind", async () => {
  const seen: Progress[] = [];
  await evaluateEmpirical({ ...options, ...inTiles, onProgress: (progress) => seen.push(progress) });
  expect(seen.map(({ done }) => done)).toEqual([4, 8, 12, 16, 20, 24]);
  expect(seen.every(({ total }) => total === 24)).toBe(true);
  const controller = new AbortController();
  const onProgress = ({ done }: Progress) => {
    if (done >= 8) controller.abort(new Error("enough"));
  };
  await expect(evaluateEmpirical({ ...options, ...inTiles, onProgress, signal: controller.signal })).rejects.toThrow("enough");
  expect(on.liveTensors()).toBe(0);
});

it("products of outputs alone need no way back, in tiles or not", async () => {
  const { nngp, ntk, method } = await evaluateEmpirical({ ...options, kinds: ["nngp"], outputs: "trace" });
  expect([ntk, method]).toEqual([undefined, "empirical-nngp"]);
  const outputs = await on.scope(async () => on.read(await network.forward(on, network.tensors(on, parameters), on.tensor(x1))));
  expect(nngp?.shape).toEqual([6, 6]);
  expect(nngp?.data[7 * 2 + 1]).toBeCloseTo(outputs.data[4] * outputs.data[6] + outputs.data[5] * outputs.data[7], 14);
  expect(nngp).toEqual((await evaluateEmpirical({ ...options, ...inTiles, kinds: ["ntk", "nngp"], outputs: "trace" })).nngp);
});

it("a network without anything to train has an NTK of zeros", async () => {
  const frozen = finiteNetwork(serial(dense(2, { trainable: false })), [3]);
  for (const method of Object.keys(empiricalMethods)) {
    const { ntk, groups } = await evaluateEmpirical({ on, network: frozen, parameters: initialise(frozen), x1, method, groups: true });
    expect(ntk).toEqual(zeros([6, 6, 2, 2]));
    expect(groups).toEqual({});
  }
});

it("outputs of several axes count as one, and images are their pixels", async () => {
  const image = finiteNetwork(serial({ input: [1, 3, 1] }, layer("conv", { channels: 2, kernel: [1, 2] })));
  const flat = finiteNetwork(serial({ input: [1, 3, 1] }, layer("conv", { channels: 2, kernel: [1, 2] }), layer("flatten")));
  const weights = initialise(image, { seed: 4 });
  const expected = await evaluateEmpirical({ on, network: flat, parameters: weights, x1 });
  for (const x of [x1, ndArray(x1.data, [6, 1, 3, 1])]) {
    const { ntk } = await evaluateEmpirical({ on, network: image, parameters: weights, x1: x });
    expect(ntk?.shape).toEqual([6, 6, 6, 6]);
    expect(ntk).toEqual(expected.ntk);
  }
});

it("says what the numbers depend on", async () => {
  const { conventions, outputs } = await evaluateEmpirical({ ...options, outputs: "mean" });
  expect(outputs).toBe("mean");
  expect(conventions).toEqual({
    parameterization: "ntk",
    outputs: "the mean over outputs of each with itself, trace/O: [n, n']",
    backend: "reference",
    precision: "float64",
  });
});

it("numbers that are too large are trouble with their place and remedy", async () => {
  const huge = { ...parameters, "layers[2].weight": ndArray(new Float64Array(10).fill(1e200), [5, 2]) };
  const { trouble } = await evaluateEmpirical({ ...options, parameters: huge });
  expect(trouble?.status).toBe("not-finite");
  expect(trouble?.problem).toMatch(/^the empirical ntk is Infinity at \[\d+, \d+, \d+, \d+\]/);
});
