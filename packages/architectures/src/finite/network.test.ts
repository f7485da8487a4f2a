import { referenceBackend } from "@ntkit/backend-reference";
import { NtkitError, ndArray } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { largest, numbers, readAll } from "../../test/finite.ts";
import {
  builtIn,
  dense,
  erf,
  finiteNetwork,
  flatten,
  gramOf,
  identity,
  initialise,
  type Layer,
  type LayerSensitivity,
  layer,
  parallel,
  parseArchitecture,
  relu,
  residual,
  serial,
} from "../index.ts";
import { bilinear } from "./series.ts";

const on = referenceBackend();

async function told(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof NtkitError) return `${error.name}: ${error.message}`;
    throw error;
  }
  return "nothing";
}

describe("misuse is told with its place", () => {
  const network = finiteNetwork(serial({ input: [3] }, dense(4, { biasStd: 1 }), erf(), dense(2)));
  const parameters = initialise(network);
  const x = on.tensor(numbers([5, 3], 1));
  const { "layers[0].bias": bias, ...withoutBias } = parameters;

  it.each<[string, () => unknown, string]>([
    [
      "a parameter is missing",
      () => network.tensors(on, withoutBias),
      'InvalidInput: parameters["layers[0].bias"]: a parameter is missing. Give an array of shape [4], or take them all from `initialise`.',
    ],
    [
      "one has another shape",
      () => network.tensors(on, { ...parameters, "layers[0].weight": numbers([4, 3], 1) }),
      'ShapeMismatch: parameters["layers[0].weight"]: the network has [3, 4] here, found [4, 3]. Give the parameters of this architecture.',
    ],
    [
      "one is not known",
      () => network.tensors(on, { ...parameters, "layers[0].wieght": bias }),
      'UnknownName: parameters["layers[0].wieght"]: the network has no such parameter, found "layers[0].wieght". ' +
        'Did you mean "layers[0].weight"? There are: layers[0].weight, layers[0].bias, layers[2].weight.',
    ],
    [
      "tensors without one of them",
      () => network.forward(on, { "layers[0].weight": on.tensor(parameters["layers[0].weight"]) }, x),
      'ShapeMismatch: parameters["layers[0].bias"]: a parameter is missing. Give every array that the network\'s `parameters` lists.',
    ],
    [
      "a direction that is no parameter's",
      () => network.push(on, network.tensors(on, parameters), x, { parameters: { "layers[2].bias": on.tensor(numbers([2], 1)) } }),
      'UnknownName: parameters["layers[2].bias"]: the network has no such parameter, found "layers[2].bias". ' +
        'Did you mean "layers[0].bias"? There are: layers[0].weight, layers[0].bias, layers[2].weight.',
    ],
    [
      "samples of another shape",
      () => network.forward(on, network.tensors(on, parameters), on.tensor(numbers([5, 4], 1))),
      "ShapeMismatch: x: the network takes samples of shape [3]: arrays [n, 3], found [5, 4]. Stack the samples along the first axis.",
    ],
    [
      "one sample alone",
      () => network.at(on, network.tensors(on, parameters), on.tensor(numbers([3], 1))),
      "ShapeMismatch: x: the network takes samples of shape [3]: arrays [n, 3], found [3]. Stack the samples along the first axis.",
    ],
    [
      "cotangents of another shape",
      async () => (await network.at(on, network.tensors(on, parameters), x)).pull(on.tensor(numbers([7, 2], 1))),
      "ShapeMismatch: dy: cotangents must have the shape of the output, [5, 2], or several of it one after another, found [7, 2]. " +
        "Stack them along the first axis: all samples for the first function, then for the second.",
    ],
    [
      "a nonlinearity with these fields that is no function",
      () => finiteNetwork(serial({ input: [3] }, dense(4), residual(layer("hermite", { degree: 3 }), dense(4)))),
      'Unsupported: layers[1].body[0]: "hermite" with these fields is known by its dual alone, which belongs to no function of one number. ' +
        "Ask for the kernels of the infinitely wide network, or take another nonlinearity.",
    ],
    [
      "copies of samples in a branch",
      () => finiteNetwork(serial({ input: [3] }, residual(parallel([[dense(3)], [identity()]], { merge: "concat", axis: "samples" })))),
      "ShapeMismatch: layers[0]: a concat along samples inside this layer would give its branches different numbers of samples. " +
        "Concatenate along samples at the top level or inside another concat along samples.",
    ],
  ])("%s", async (_, work, message) => {
    expect(await told(work)).toBe(message);
  });
});

it("takes rows of pixels for images", async () => {
  const network = finiteNetwork(serial({ input: [2, 2, 3] }, flatten(), dense(4), erf()), [12]);
  const parameters = network.tensors(on, initialise(network));
  const [rows, images] = [numbers([5, 12], 1), ndArray(numbers([5, 12], 1).data, [5, 2, 2, 3])];
  const [one, other] = await Promise.all([rows, images].map(async (x) => on.read(await network.forward(on, parameters, on.tensor(x)))));
  expect(one).toEqual(other);
});

it("a batch of no samples gives no outputs and zero gradients", async () => {
  const network = finiteNetwork(serial({ input: [4, 4, 1] }, layer("conv", { channels: 2, kernel: [2, 2] }), relu(), flatten(), dense(3)));
  const at = await network.at(on, network.tensors(on, initialise(network)), on.tensor(numbers([0, 4, 4, 1], 1)));
  expect(at.output.shape).toEqual([0, 3]);
  const gradients = await readAll(on, await at.grad(at.output));
  for (const gradient of Object.values(gradients)) expect(largest(gradient)).toBe(0);
  await at.sensitivities(at.output, (sensitivity) => {
    for (const gram of Object.values(gramOf(sensitivity, null))) expect(gram.shape).toEqual([0, 0]);
  });
});

it("frozen layers have no gradient and no term, but let those below have theirs", async () => {
  const frozen = { trainable: false, biasStd: 0.1 };
  const body = residual(dense(4, frozen), erf(), dense(4));
  const network = finiteNetwork(serial({ input: [3] }, dense(4, { biasStd: 0.1 }), erf(), dense(4, frozen), body, dense(2, frozen)));
  const free = finiteNetwork(
    serial(
      { input: [3] },
      dense(4, { biasStd: 0.1 }),
      erf(),
      dense(4, { biasStd: 0.1 }),
      residual(dense(4, { biasStd: 0.1 }), erf(), dense(4)),
      dense(2, { biasStd: 0.1 }),
    ),
  );
  const values = initialise(network);
  expect(initialise(free)).toEqual(values);
  const trained = ["layers[0].weight", "layers[0].bias", "layers[3].body[2].weight"];
  const here = async (of: typeof network) => {
    const at = await of.at(on, of.tensors(on, values), on.tensor(numbers([5, 3], 1)));
    const dy = on.tensor(numbers([5, 2], 2));
    const seen: string[] = [];
    const grams: Record<string, Float64Array> = {};
    await at.sensitivities(dy, async (sensitivity) => {
      seen.push(sensitivity.place);
      Object.assign(grams, await readAll(on, gramOf(sensitivity, null)));
    });
    return { seen, grams, gradients: await readAll(on, await at.grad(dy)) };
  };
  const [some, all] = [await here(network), await here(free)];
  expect(some.seen).toEqual(["layers[3].body[2]", "layers[0]"]);
  expect(Object.keys(some.gradients).sort()).toEqual([...trained].sort());
  for (const name of trained) {
    expect(some.gradients[name]).toEqual(all.gradients[name]);
    expect(some.grams[name]).toEqual(all.grams[name]);
  }
  const nothing = finiteNetwork(serial({ input: [3] }, dense(4, frozen)));
  const at = await nothing.at(on, nothing.tensors(on, initialise(nothing)), on.tensor(numbers([5, 3], 1)));
  expect(await at.grad(at.output)).toEqual({});
});

/** `y = w x`, one number for each feature, as somebody else would write it: `grad`, but no `gram`. */
const schema = z.strictObject({ kind: z.literal("gain") });
const gain: Layer<z.infer<typeof schema>> = {
  kind: "gain",
  schema,
  example: { kind: "gain" },
  shape: (_, input) => input,
  finite: {
    parameters: (_, [width]) => ({ gain: { shape: [width, width], fanIn: 1, std: 1, trainable: true } }),
    forward: (_, x, { on, parameter, degree }) => bilinear(on, x, parameter("gain"), degree, (a, w) => on.matmul(a, w)),
    pull: (_, dy, { on, parameter }) => on.matmul(dy, parameter("gain"), { transposeB: true }),
    grad: (_, { x, dy }, { on }) => ({ gain: on.matmul(x, dy, { transposeA: true }) }),
  },
  references: [],
};

it("a layer from outside, without a gram of its own, has a network, gradients and a term of the NTK", async () => {
  const plugins = { ...builtIn, layers: { ...builtIn.layers, [gain.kind]: gain } };
  const layers = (kind: object) => ({
    input: [3],
    parameterization: "standard",
    layers: [{ kind: "dense", width: 4 }, { kind: "residual", body: [kind] }, { kind: "erf" }],
  });
  const mine = finiteNetwork(parseArchitecture(layers({ kind: "gain" }), plugins), undefined, plugins);
  const theirs = finiteNetwork(parseArchitecture(layers({ kind: "dense", width: 4 })));
  const values = initialise(theirs);
  const [own, other] = ["layers[1].body[0].gain", "layers[1].body[0].weight"];
  const renamed = { "layers[0].weight": values["layers[0].weight"], [own]: values[other] };
  const x = numbers([5, 3], 1);
  const here = async (network: typeof mine, parameters: typeof values) => {
    const at = await network.at(on, network.tensors(on, parameters), on.tensor(x));
    const kept: LayerSensitivity[] = [];
    await at.sensitivities(on.tensor(numbers([10, 4], 2)), (sensitivity) => void kept.push(sensitivity), { keep: true });
    const grams = await Promise.all(kept.map((sensitivity) => readAll(on, gramOf(sensitivity, null))));
    return { output: (await on.read(at.output)).data, gradients: await readAll(on, await at.grad(at.output)), grams: Object.assign({}, ...grams) };
  };
  const [a, b] = [await here(mine, renamed), await here(theirs, values)];
  expect(a.output).toEqual(b.output);
  expect(a.gradients[own]).toEqual(b.gradients[other]);
  expect(a.gradients["layers[0].weight"]).toEqual(b.gradients["layers[0].weight"]);
  const [fast, slow] = [b.grams[other] as Float64Array, a.grams[own] as Float64Array];
  fast.forEach((value, i) => expect(Math.abs(value - slow[i])).toBeLessThanOrEqual(1e-13 * largest(fast)));
  const bare: Layer = { ...gain, kind: "bare", schema: z.strictObject({ kind: z.literal("bare") }), example: { kind: "bare" } };
  const { finite: _, ...noRule } = bare;
  const others = { ...builtIn, layers: { ...builtIn.layers, bare: noRule } };
  expect(await told(() => finiteNetwork(parseArchitecture(layers({ kind: "bare" }), others), undefined, others))).toBe(
    'Unsupported: layers[1].body[0]: "bare" has no rule at finite width: it is known by its kernel alone. ' +
      "Give its file `finite` (or, for a nonlinearity, `apply`), or ask for the kernels of the infinitely wide network.",
  );
});
