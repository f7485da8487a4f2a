import { describe, expect, it } from "vitest";
import {
  builtIn,
  conv,
  dense,
  dropout,
  elementwise,
  erf,
  flatten,
  gelu,
  globalAveragePool,
  hashArchitecture,
  identity,
  inferShape,
  layer,
  layerKinds,
  layerNorm,
  leakyRelu,
  parallel,
  parseArchitecture,
  printArchitecture,
  relu,
  repeat,
  residual,
  serial,
  tanh,
} from "./index.ts";

const short = '{"layers": [{"kind": "dense", "width": 4}, {"kind": "residual", "body": [{"kind": "leaky-relu"}, {"kind": "dense", "width": 4}]}]}';
const full = {
  version: 1,
  parameterization: "ntk",
  layers: [
    { kind: "dense", width: 4, weightStd: 1, biasStd: 0, trainable: true },
    {
      kind: "residual",
      body: [
        { kind: "leaky-relu", slope: 0.01 },
        { kind: "dense", width: 4, weightStd: 1, biasStd: 0, trainable: true },
      ],
    },
  ],
};

it("fills in defaults, nested layers included, and ignores $schema", () => {
  expect(parseArchitecture(short)).toEqual(full);
  expect(parseArchitecture({ $schema: "./architecture.schema.json", ...full })).toEqual(full);
});

it("hashes networks by what they are, not how they were written", () => {
  const hash = hashArchitecture(parseArchitecture(short));
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(hashArchitecture(serial(dense(4), residual(layer("leaky-relu"), dense(4))))).toBe(hash);
  expect(hashArchitecture(serial(dense(4), residual(leakyRelu(0.02), dense(4))))).not.toBe(hash);
  expect(hashArchitecture(serial({ input: [3] }, dense(4), residual(layer("leaky-relu"), dense(4))))).not.toBe(hash);
});

it("prints one layer a line, to be read back", () => {
  const network = serial({ input: [28, 28, 1], parameterization: "standard" }, flatten(), dense(4, { bias: true }), repeat(2, erf(), dense(4)));
  expect(printArchitecture(network)).toBe(`{
  "version": 1,
  "input": [28,28,1],
  "parameterization": "standard",
  "layers": [
    {"kind":"flatten"},
    {"kind":"dense","width":4,"weightStd":1,"biasStd":0,"bias":true,"trainable":true},
    {"kind":"repeat","times":2,"body":[{"kind":"erf","amplitude":1,"scale":1,"shift":0},{"kind":"dense","width":4,"weightStd":1,"biasStd":0,"trainable":true}]}
  ]
}
`);
  expect(parseArchitecture(printArchitecture(network))).toEqual(network);
});

it("builders give the layers that their names say", () => {
  const network = serial(
    flatten(),
    dense(3, { weightStd: 2 }),
    layerNorm(1e-5),
    gelu(),
    dropout(0.5),
    parallel([[identity()], [dense(3), tanh(), dense(3)]], { merge: "concat" }),
    dense(6),
    elementwise("abs(x)", [0]),
    dense(2),
    relu(),
  );
  expect(network.layers.map(({ kind }) => kind)).toEqual([
    "flatten",
    "dense",
    "layer-norm",
    "gelu",
    "dropout",
    "parallel",
    "dense",
    "elementwise",
    "dense",
    "relu",
  ]);
  expect(network.layers[1]).toEqual({ kind: "dense", width: 3, weightStd: 2, biasStd: 0, trainable: true });
  expect(network.layers[2]).toEqual({ kind: "layer-norm", epsilon: 1e-5 });
  expect(layerNorm()).toEqual({ kind: "layer-norm", epsilon: 1e-12 });
  expect(network.layers[4]).toEqual({ kind: "dropout", keep: 0.5, mode: "train" });
  expect(network.layers[5]).toMatchObject({ merge: "concat", axis: "channels" });
  expect(network.layers[7]).toEqual({ kind: "elementwise", formula: "abs(x)", breakpoints: [0] });
  const images = serial(conv(8, [3, 2], { padding: "valid", biasStd: 0.1 }), globalAveragePool());
  const filter = { kind: "conv", channels: 8, kernel: [3, 2], strides: [1, 1], padding: "valid", weightStd: 1, biasStd: 0.1, trainable: true };
  expect(images.layers).toEqual([filter, { kind: "global-average-pool" }]);
});

it("serial takes layers, spread or not, and options before them", () => {
  const layers = [dense(3), relu()];
  expect(serial(...layers)).toEqual(serial(dense(3), relu()));
  expect(serial({ input: [5] }, ...layers)).toEqual({ ...serial(...layers), input: [5] });
  expect(() => serial()).toThrow("layers: too few entries, found []. Give a list of length 1 or more (layers, from input to output).");
});

describe("the shape of one sample at the output", () => {
  it.each([
    ["flatten and dense", serial({ input: [28, 28, 1] }, flatten(), dense(512), erf(), dense(10)), undefined, [10]],
    ["what keeps shapes", serial(dense(3), layerNorm(), relu(), dropout(0.9), identity()), [7], [3]],
    ["a sum", serial(parallel([[dense(5)], [dense(5)]])), [7], [5]],
    ["a concat", serial(parallel([[dense(5)], [dense(2)], [identity()]], { merge: "concat" })), [7], [14]],
    ["a concat of images", serial({ input: [2, 2, 3] }, parallel([[identity()], [identity()]], { merge: "concat" })), undefined, [2, 2, 6]],
    ["a body whose first input differs", serial(repeat(3, dense(4), relu())), [7], [4]],
    ["convolutions and a pooling", serial({ input: [9, 9, 2] }, conv(4, [3, 3], { strides: [2, 2] }), relu(), globalAveragePool(), dense(3)), undefined, [3]],
    ["flat rows for images", serial({ input: [2, 2, 3] }, flatten(), dense(1)), [12], [1]],
  ] as const)("%s", (_, network, data, shape) => {
    expect(inferShape(network, data)).toEqual(shape);
  });
});

describe("every registered kind", () => {
  it.each(Object.entries(layerKinds(builtIn)))("%s: its example is what its schema makes of it", (key, { kind, schema, example, references }) => {
    expect(key).toBe(kind);
    expect(kind).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(schema.parse(example)).toEqual(example);
    expect(example.kind).toBe(kind);
    expect(references.every((reference) => reference.length > 3)).toBe(true);
    expect(schema.safeParse({ ...example, "no-such-field": 1 }).success).toBe(false);
  });

  it("has a kernel of infinite width and a rule at finite width, but for these", () => {
    const kinds = Object.values(layerKinds(builtIn));
    expect(kinds.flatMap(({ kind, propagate }) => (propagate === undefined ? [kind] : []))).toEqual(["conv", "global-average-pool"]);
    expect(kinds.flatMap(({ kind, finite }) => (finite === undefined ? [kind] : []))).toEqual(["exp-normalized"]);
  });

  it.each(Object.values(builtIn.nonlinearities))("$kind: has a closed form or a function, and is called by its kind", (nonlinearity) => {
    const { kind, example } = nonlinearity;
    expect(builtIn.nonlinearities[kind]).toBe(nonlinearity);
    expect(nonlinearity.dual !== undefined || nonlinearity.apply?.(example, { op: "variable", name: "x" }) !== undefined).toBe(true);
    expect(kind in builtIn.layers).toBe(false);
  });
});
