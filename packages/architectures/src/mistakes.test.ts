import { NtkitError } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { builtIn, inferShape, layer, layerKinds, parseArchitecture, traceKernel } from "./index.ts";

const kinds = `There are: ${Object.keys(layerKinds(builtIn)).join(", ")}.`;
const dense = { kind: "dense", width: 4 };
const denseFields = "There are: kind, width, weightStd, biasStd, bias, trainable.";
const someLayers = "Give a list of length 1 or more";
const needsGaussian =
  "a nonlinearity needs zero-mean Gaussian preactivations, which neither raw inputs are nor the output of a nonlinearity, dropout, product or concat. Put a dense layer before it.";
const layerNormPlace =
  "layer-norm after a nonlinearity or on raw inputs, where the mean over channels is not zero, has no kernel here. Put it between a dense layer and its nonlinearity.";
const noWeights =
  "more than one branch has no weights of its own, so the branches are correlated. Give every branch but one a dense layer; a residual body needs one.";
const twoMeans =
  "more than one branch has features whose mean is not zero, so the branches are correlated. End every branch but one with a dense layer; raw inputs count as a branch with a mean.";

/** The error that a piece of work throws, as "Name: message". */
function told(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof NtkitError) return `${error.name}: ${error.message}`;
    throw error;
  }
  return "nothing";
}

const parsing = (architecture: unknown) => told(() => parseArchitecture(architecture));
const tracing = (architecture: object, sample: readonly number[] = [3]) => told(() => traceKernel(parseArchitecture(architecture), ["ntk"], sample));

describe("a layer that cannot be read", () => {
  it.each([
    ["a misspelt kind", [dense, { kind: "reul" }], `UnknownName: layers[1].kind: unknown layer kind, found "reul". Did you mean "relu"? ${kinds}`],
    ["a kind like no other", [dense, { kind: "zzz" }], `UnknownName: layers[1].kind: unknown layer kind, found "zzz". ${kinds}`],
    ["no kind", [{}], 'InvalidInput: layers[0].kind: missing field. Give text (what the layer is, such as "dense" or "relu").'],
    ["a name instead of a layer", ["relu"], 'InvalidInput: layers[0]: expected an object with kind, found "relu". Give an object with kind.'],
    [
      "a misspelt kind in a body",
      [dense, { kind: "residual", body: [{ kind: "desne" }] }],
      `UnknownName: layers[1].body[0].kind: unknown layer kind, found "desne". Did you mean "dense"? ${kinds}`,
    ],
    [
      "a misspelt field",
      [{ ...dense, wieghtStd: 1 }],
      `UnknownName: layers[0].wieghtStd: unknown field, found "wieghtStd". Did you mean "weightStd"? ${denseFields}`,
    ],
    [
      "a field of another layer, two bodies deep",
      [dense, dense, { kind: "residual", body: [{ kind: "repeat", times: 2, body: [{ ...dense, kernle: 3 }] }] }],
      `UnknownName: layers[2].body[0].body[0].kernle: unknown field, found "kernle". ${denseFields}`,
    ],
    [
      "a misspelt field in a branch",
      [dense, { kind: "parallel", branches: [[dense], [dense, { ...dense, biasStdd: 1 }]] }],
      `UnknownName: layers[1].branches[1][1].biasStdd: unknown field, found "biasStdd". Did you mean "biasStd"? ${denseFields}`,
    ],
    ["a missing field", [{ kind: "dense" }], "InvalidInput: layers[0].width: missing field. Give a whole number greater than 0 (output features)."],
    [
      "text for a number",
      [{ kind: "dense", width: "wide" }],
      'InvalidInput: layers[0].width: expected a whole number greater than 0, found "wide". Give a whole number greater than 0 (output features).',
    ],
    [
      "a number out of bounds",
      [{ ...dense, weightStd: -1 }],
      "InvalidInput: layers[0].weightStd: too small, found -1. Give a number of at least 0 (standard deviation of the weights, σw; default 1).",
    ],
    [
      "NaN",
      [{ ...dense, biasStd: Number.NaN }],
      "InvalidInput: layers[0].biasStd: expected a number of at least 0, found NaN. Give a number of at least 0 (standard deviation of the bias, σb; default 0).",
    ],
    [
      "fields that contradict each other",
      [{ ...dense, bias: false, biasStd: 1 }],
      "InvalidInput: layers[0].bias: no bias, but a biasStd above 0, found false. Leave one of the two out.",
    ],
    [
      "a word that is not allowed",
      [{ kind: "parallel", branches: [[dense]], merge: "add" }],
      'InvalidInput: layers[0].merge: not one of the allowed values, found "add". There are: sum, product, concat.',
    ],
    [
      "a body that is no list",
      [{ kind: "residual", body: dense }],
      `InvalidInput: layers[0].body: expected a list of length 1 or more, found {"kind": "dense", "width": 4}. ${someLayers} (layers whose output is added to their input).`,
    ],
    [
      "an empty branch",
      [{ kind: "parallel", branches: [[]] }],
      `InvalidInput: layers[0].branches[0]: too few entries, found []. ${someLayers} (layers, from input to output).`,
    ],
    [
      "text in a list of numbers",
      [dense, { kind: "polynomial", coefficients: [1, "2"] }],
      'InvalidInput: layers[1].coefficients[1]: expected a number, found "2". Give a number.',
    ],
  ])("%s", (_, layers, message) => {
    expect(parsing({ layers })).toBe(message);
  });
});

describe("a formula that cannot be read is told when the architecture is parsed, with its place", () => {
  it.each([
    ["x * (1 + ", 'a formula cannot be read at column 10 of "x * (1 + ", found the end. Expected "(", "-", a name or a number.'],
    ["", 'a formula cannot be read at column 1 of "", found the end. Expected "(", "-", a name or a number.'],
    ["x * y", 'unknown variable at column 5 of "x * y", found "y". There are: x, pi, e.'],
  ])("%s", (formula, message) => {
    const bad = { kind: "elementwise", formula };
    expect(parsing({ layers: [dense, bad] })).toBe(`InvalidInput: layers[1].formula: ${message}`);
    expect(parsing({ layers: [dense, { kind: "residual", body: [bad, dense] }] })).toBe(`InvalidInput: layers[1].body[0].formula: ${message}`);
    expect(told(() => layer("elementwise", { formula }))).toBe(`InvalidInput: elementwise.formula: ${message}`);
  });
});

describe("an architecture that cannot be read", () => {
  it.each<[string, unknown, string]>([
    ["no layers", {}, `InvalidInput: layers: missing field. ${someLayers} (layers, from input to output).`],
    ["an empty list of layers", { layers: [] }, `InvalidInput: layers: too few entries, found []. ${someLayers} (layers, from input to output).`],
    [
      "a misspelt field",
      { layers: [dense], parametrization: "standard" },
      'UnknownName: parametrization: unknown field, found "parametrization". Did you mean "parameterization"? There are: version, input, parameterization, layers, $schema.',
    ],
    [
      "an unknown parameterisation",
      { layers: [dense], parameterization: "ntkk" },
      'InvalidInput: parameterization: not one of the allowed values, found "ntkk". Did you mean "ntk"? There are: ntk, standard.',
    ],
    ["a later version", { layers: [dense], version: 2 }, "InvalidInput: version: not one of the allowed values, found 2. There are: 1."],
    [
      "half a pixel",
      { layers: [dense], input: [3.5] },
      "InvalidInput: input[0]: expected a whole number greater than 0, found 3.5. Give a whole number greater than 0.",
    ],
    ["text that is not JSON", "{layers: }", 'InvalidInput: an architecture that is not JSON, found "{layers: }". Give an object or its JSON text.'],
    [
      "a list",
      [dense],
      'InvalidInput: expected an object with version, input, parameterization, layers, $schema, found [{"kind": "dense", "width": 4}]. Give an object with version, input, parameterization, layers, $schema.',
    ],
  ])("%s", (_, architecture, message) => {
    expect(parsing(architecture)).toBe(message);
  });

  it("is named by the path it came from", () => {
    expect(told(() => parseArchitecture({ layers: [{ kind: "reul" }] }, builtIn, "kernel.architecture"))).toMatch(
      /^UnknownName: kernel\.architecture\.layers\[0\]\.kind: unknown layer kind/,
    );
  });
});

describe("layers that have no kernel, or none in this order", () => {
  it.each<[string, object[], string, number[]?]>([
    ["layer-norm after a nonlinearity", [dense, { kind: "relu" }, { kind: "layer-norm" }], `Unsupported: layers[2]: ${layerNormPlace}`],
    ["layer-norm on raw inputs", [{ kind: "layer-norm" }], `Unsupported: layers[0]: ${layerNormPlace}`],
    ["a nonlinearity after another", [dense, { kind: "relu" }, { kind: "erf" }], `Unsupported: layers[2]: ${needsGaussian}`],
    ["a nonlinearity on raw inputs", [{ kind: "flatten" }, { kind: "relu" }], `Unsupported: layers[1]: ${needsGaussian}`],
    ["a nonlinearity after dropout", [dense, { kind: "dropout", keep: 0.5 }, { kind: "relu" }], `Unsupported: layers[2]: ${needsGaussian}`],
    [
      "a nonlinearity after a product",
      [{ kind: "parallel", merge: "product", branches: [[dense], [dense]] }, { kind: "relu" }],
      `Unsupported: layers[1]: ${needsGaussian}`,
    ],
    [
      "a nonlinearity twice in a repeated body",
      [dense, { kind: "repeat", times: 2, body: [{ kind: "relu" }] }],
      `Unsupported: layers[1].body[0]: ${needsGaussian}`,
    ],
    [
      "a convolution, which has networks of finite width alone",
      [{ kind: "residual", body: [{ kind: "conv", channels: 1, kernel: [3, 3] }] }],
      'Unsupported: layers[0].body[0]: "conv" has no kernel of infinite width here, only a rule at finite width. ' +
        "Ask for an empirical kernel, that of a network of finite width, or for the mean of many (monte-carlo).",
      [4, 4, 1],
    ],
    [
      "a pooling over places",
      [{ kind: "global-average-pool" }],
      'Unsupported: layers[0]: "global-average-pool" has no kernel of infinite width here, only a rule at finite width. ' +
        "Ask for an empirical kernel, that of a network of finite width, or for the mean of many (monte-carlo).",
      [4, 4, 1],
    ],
    ["a residual body without weights", [dense, { kind: "residual", body: [{ kind: "relu" }] }], `Unsupported: layers[1]: ${noWeights}`],
    [
      "a product of branches without weights",
      [dense, { kind: "parallel", merge: "product", branches: [[{ kind: "identity" }], [{ kind: "relu" }]] }],
      `Unsupported: layers[1]: ${noWeights}`,
    ],
    [
      "a sum of two nonlinear branches",
      [
        {
          kind: "parallel",
          branches: [
            [dense, { kind: "relu" }],
            [dense, { kind: "erf" }],
          ],
        },
      ],
      `Unsupported: layers[0]: ${twoMeans}`,
    ],
    [
      "raw inputs added to a nonlinear body",
      [{ kind: "residual", body: [{ kind: "dense", width: 3 }, { kind: "relu" }] }],
      `Unsupported: layers[0]: ${twoMeans}`,
    ],
    [
      "nonlinear branches stacked as samples",
      [
        {
          kind: "parallel",
          merge: "concat",
          axis: "samples",
          branches: [
            [dense, { kind: "relu" }],
            [dense, { kind: "relu" }],
          ],
        },
      ],
      `Unsupported: layers[0]: ${twoMeans}`,
    ],
    [
      "copies of the input stacked as samples",
      [dense, { kind: "parallel", merge: "concat", axis: "samples", branches: [[{ kind: "identity" }], [{ kind: "identity" }]] }],
      `Unsupported: layers[1]: ${noWeights}`,
    ],
  ])("%s", (_, layers, message, sample) => {
    expect(tracing({ layers }, sample)).toBe(message);
  });
});

describe("shapes that do not fit", () => {
  const wide = { kind: "dense", width: 5 };
  const concat = { kind: "parallel", merge: "concat", branches: [[dense], [{ kind: "identity" }]] };
  it.each([
    [
      "branches of a sum",
      [{ kind: "parallel", branches: [[dense], [wide]] }],
      "branches of different shapes, found [4] and [5]. Give every branch the same output width.",
    ],
    [
      "branches stacked as samples",
      [{ kind: "parallel", merge: "concat", axis: "samples", branches: [[dense], [wide]] }],
      "branches of different shapes, found [4] and [5]. Give every branch the same output width.",
    ],
    [
      "a residual body",
      [{ kind: "residual", body: [wide] }],
      "the body of a residual must give the shape that it takes, found [3] → [5]. Give the last layer of the body the width of its input.",
    ],
    [
      "a repeated body",
      [{ kind: "repeat", times: 3, body: [concat] }],
      "a repeated body must give the shape that it takes, from the second time on, found [7] → [11]. End the body with the width that it starts from.",
    ],
    [
      "a concat along samples in a residual body",
      [{ kind: "residual", body: [{ kind: "parallel", merge: "concat", axis: "samples", branches: [[dense], [dense]] }] }],
      "a concat along samples inside this layer would give its branches different numbers of samples. Concatenate along samples at the top level or inside another concat along samples.",
    ],
  ])("%s", (_, layers, message) => {
    expect(tracing({ layers })).toBe(`ShapeMismatch: layers[0]: ${message}`);
  });

  it("are told by the shape alone, before any kernel", () => {
    const network = parseArchitecture({ layers: [dense, { kind: "residual", body: [wide] }] });
    expect(told(() => inferShape(network, [3]))).toMatch(/^ShapeMismatch: layers\[1\]: the body of a residual/);
  });

  it("images into a dense layer", () => {
    expect(tracing({ layers: [dense] }, [8, 8, 1])).toBe(
      'ShapeMismatch: layers[0]: a dense layer needs one axis of features, found [8, 8, 1]. Put {"kind": "flatten"} before it.',
    );
  });

  it("data of another shape than the input", () => {
    expect(tracing({ layers: [dense], input: [5] }, [3])).toBe(
      "ShapeMismatch: input: the architecture takes samples of shape [5], found data of [3]. Change `input`, or leave it out to take the shape of the data.",
    );
    expect(tracing({ layers: [{ kind: "flatten" }, dense], input: [8, 8] }, [64])).toBe("nothing");
    expect(told(() => inferShape(parseArchitecture({ layers: [dense] })))).toBe(
      "InvalidInput: input: no input shape. Give `input` in the architecture, or data to take it from.",
    );
  });
});

it("a kernel that no network has", () => {
  const network = parseArchitecture({ layers: [dense] });
  // As a program without types would ask.
  const asked: unknown = ["ntkk"];
  expect(told(() => Reflect.apply(traceKernel, undefined, [network, asked, [3]]))).toBe(
    'UnknownName: kinds: unknown kernel of a network, found "ntkk". Did you mean "ntk"? There are: nngp, ntk.',
  );
});
