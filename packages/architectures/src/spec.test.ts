import { NtkitError } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import {
  architectureJsonSchema,
  builtIn,
  dense,
  erf,
  hashArchitecture,
  inferShape,
  layer,
  layerKinds,
  parseArchitecture,
  relu,
  serial,
  traceKernel,
} from "./index.ts";

const d = { kind: "dense", width: 4 };

/** What a mistake in `layers` is told, on parsing or on tracing for samples of shape [3]. */
function told(layers: readonly object[], more: object = {}, sample: readonly number[] = [3]): string {
  try {
    traceKernel(parseArchitecture({ layers, ...more }), ["nngp", "ntk"], sample);
  } catch (error) {
    if (error instanceof NtkitError) return error.message;
    throw error;
  }
  return "nothing";
}

describe("a mistake is told with its path, what was found and the way out", () => {
  it.each([
    ["a misspelt kind", [d, { kind: "reul" }], /^layers\[1\]\.kind: unknown layer kind, found "reul"\. Did you mean "relu"\?/],
    ["a misspelt kind inside a body", [d, { kind: "residual", body: [{ kind: "desne" }] }], /^layers\[1\]\.body\[0\]\.kind: .*Did you mean "dense"\?/],
    ["a misspelt field", [{ kind: "dense", width: 4, wieghtStd: 1 }], /^layers\[0\]\.wieghtStd: unknown field.*Did you mean "weightStd"\?/],
    [
      "a misspelt field inside a branch",
      [d, { kind: "parallel", branches: [[{ ...d, biasStdd: 1 }]] }],
      /^layers\[1\]\.branches\[0\]\[0\]\.biasStdd: .*Did you mean "biasStd"\?/,
    ],
    ["a missing field", [{ kind: "dense" }], /^layers\[0\]\.width: missing field/],
    ["a field of the wrong type", [{ kind: "dense", width: "wide" }], /^layers\[0\]\.width: .*found "wide"/],
    ["a width below one", [{ kind: "dense", width: 0 }], /^layers\[0\]\.width: .*found 0/],
    ["a layer without a kind", [{}], /^layers\[0\]\.kind: missing field/],
    ["no layers", [], /^layers: /],
    ["a formula with a mistake", [d, { kind: "elementwise", formula: "x * tnah(x)" }], /^layers\[1\]\.formula: .*tanh/],
    [
      "layer-norm after a nonlinearity",
      [d, { kind: "relu" }, { kind: "layer-norm" }],
      /^layers\[2\]: layer-norm after a nonlinearity .* between a dense layer and its nonlinearity\.$/,
    ],
    [
      "a nonlinearity after another",
      [d, { kind: "relu" }, { kind: "erf" }],
      /^layers\[2\]: a nonlinearity needs zero-mean Gaussian preactivations.* Put a dense layer before it\.$/,
    ],
    ["a nonlinearity on raw inputs", [{ kind: "relu" }], /^layers\[0\]: a nonlinearity needs/],
    ["a residual body without weights", [d, { kind: "residual", body: [{ kind: "relu" }] }], /^layers\[1\]: more than one branch has no weights of its own/],
    [
      "a sum of two branches with means",
      [
        {
          kind: "parallel",
          branches: [
            [d, { kind: "relu" }],
            [d, { kind: "relu" }],
          ],
        },
      ],
      /^layers\[0\]: more than one branch has features whose mean is not zero/,
    ],
    [
      "branches of different widths",
      [{ kind: "parallel", branches: [[d], [{ ...d, width: 5 }]] }],
      /^layers\[0\]: branches of different shapes, found \[4\] and \[5\]/,
    ],
    [
      "a residual body that changes the width",
      [d, { kind: "residual", body: [{ ...d, width: 5 }] }],
      /^layers\[1\]: the body of a residual must give the shape that it takes, found \[4\] → \[5\]/,
    ],
  ])("%s", (_, layers, message) => {
    expect(told(layers)).toMatch(message);
  });

  it("a dense layer on images, and an input that does not fit the data", () => {
    expect(told([d], {}, [8, 8, 1])).toMatch(/^layers\[0\]: a dense layer needs one axis of features, found \[8, 8, 1\]\. .*flatten/);
    expect(told([d], { input: [5] }, [3])).toMatch(/^input: the architecture takes samples of shape \[5\], found data of \[3\]/);
    expect(told([d], { parametrization: "standard" })).toMatch(/^parametrization: unknown field.*Did you mean "parameterization"\?/);
  });

  it("text that is not JSON", () => {
    expect(() => parseArchitecture("{layers: }")).toThrow(/not JSON/);
  });
});

it("fills in defaults, and hashes networks by what they are", () => {
  const short = parseArchitecture('{"layers": [{"kind": "dense", "width": 4}, {"kind": "leaky-relu"}]}');
  expect(short).toEqual({
    version: 1,
    parameterization: "ntk",
    layers: [
      { kind: "dense", width: 4, weightStd: 1, biasStd: 0, trainable: true },
      { kind: "leaky-relu", slope: 0.01 },
    ],
  });
  const built = serial(dense(4), layer("leaky-relu"));
  expect(built).toEqual(short);
  expect(hashArchitecture(built)).toBe(hashArchitecture(short));
  expect(hashArchitecture(serial(dense(4), layer("leaky-relu", { slope: 0.02 })))).not.toBe(hashArchitecture(short));
});

it("knows the shape after every layer", () => {
  expect(inferShape(serial({ input: [28, 28, 1] }, layer("flatten"), dense(512), erf(), dense(10)))).toEqual([10]);
  expect(inferShape(serial(dense(3), relu()), [7])).toEqual([3]);
});

describe("every registered kind", () => {
  it.each(Object.values(layerKinds(builtIn)))(
    "$kind: its example is what its schema makes of it, and it names its sources",
    ({ kind, schema, example, references }) => {
      expect(schema.parse(example)).toEqual(example);
      expect(example.kind).toBe(kind);
      expect(kind).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(Array.isArray(references)).toBe(true);
    },
  );
});

it("the JSON Schema for editors, written out", async () => {
  await expect(`${JSON.stringify(architectureJsonSchema(), null, 2)}\n`).toMatchFileSnapshot("../schema/architecture.schema.json");
});
