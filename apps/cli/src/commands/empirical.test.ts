import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { finiteNetwork, initialise, parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, sliceRows } from "@ntkit/core";
import { datasets, writeNpz } from "@ntkit/datasets";
import { readArray } from "@ntkit/datasets/node";
import { type EmpiricalOptions, evaluateEmpirical, infiniteWidthKernels } from "@ntkit/kernels";
import { describe, expect, test } from "vitest";
import { cli, folder, network } from "../../test/cli.ts";

const on = referenceBackend();
const architecture = parseArchitecture(network(3));
const net = finiteNetwork(architecture, [4]);
const irises = async (n: number): Promise<NDArray> => sliceRows((await datasets["iris"].load()).inputs, 0, n);

async function expected(n: number, options: Partial<EmpiricalOptions> = {}) {
  return evaluateEmpirical({ on, network: net, parameters: initialise(net, { seed: 5 }), x1: await irises(n), ...options });
}

/** `ntkit empirical` on irises, with these options. */
async function empirical(words: readonly string[], files: Readonly<Record<string, string | Uint8Array | object>> = {}, memory = 1e12) {
  const at = folder({ "net.json": network(3), ...files });
  const run = await cli(["empirical", ...words.map((word) => (/\.(json|npz|npy|svg|png|bin)$/.test(word) ? join(at, word) : word))], { memory });
  const clean = (text: string) => text.replaceAll(`${at}/`, "");
  return { at, code: run.code, out: clean(run.out), err: clean(run.err), files: readdirSync(at).sort() };
}

describe("the numbers of evaluateEmpirical", () => {
  test.each(["full", "diagonal", "trace", "mean"] as const)("outputs %s, of parameters drawn with a seed", async (outputs) => {
    const run = await empirical(["net.json", "iris", "--samples", "7", "--seed", "5", "--kinds", "ntk,nngp", "--outputs", outputs, "--out", "k.npz"]);
    expect(run.err).not.toContain("error");
    const { ntk, nngp } = await expected(7, { kinds: ["ntk", "nngp"], outputs });
    expect(await readArray(join(run.at, "k.npz#ntk"))).toEqual(ntk);
    expect(await readArray(join(run.at, "k.npz#nngp"))).toEqual(nngp);
  });

  test("parameters of a file, rows against columns, a method by name, terms by parameter", async () => {
    const parameters = initialise(net, { seed: 5 });
    const [x1, x2] = [await irises(4), await irises(6)];
    const files = { "p.npz": writeNpz(parameters), "a.npz": writeNpz({ x: x1 }), "b.npz": writeNpz({ x: x2 }) };
    const words = ["net.json", "a.npz", "--x2", "b.npz", "--parameters", "p.npz", "--method", "empirical-jacobian", "--groups", "--out", "k.npz"];
    const run = await empirical(words, files);
    const { ntk, groups = {}, why } = await expected(4, { x2, method: "empirical-jacobian", groups: true });
    expect(run.out).toContain(why);
    expect(await readArray(join(run.at, "k.npz#ntk"))).toEqual(ntk);
    for (const [name, term] of Object.entries(groups)) expect(await readArray(join(run.at, `k.npz#${name}`))).toEqual(term);
  });

  test("it says how, what the other ways cost, and how far from infinite width it is", async () => {
    const run = await empirical(["net.json", "iris", "--samples", "7", "--seed", "5", "--groups"]);
    expect([run.code, run.files]).toEqual([0, ["net.json"]]);
    const { ntk, costs, why } = await expected(7, { groups: true });
    const { matrices } = await infiniteWidthKernels(on, architecture, ["ntk"], await irises(7));
    const [kernel, limit] = [ntk?.data ?? new Float64Array(), matrices.ntk.data];
    const mean = limit.map((_, pair) => (kernel[9 * pair] + kernel[9 * pair + 4] + kernel[9 * pair + 8]) / 3);
    const norm = (values: Float64Array) => Math.hypot(...values);
    const difference = norm(mean.map((value, i) => value - limit[i])) / norm(limit);
    expect(run.out).toContain(`relative difference ${Number(difference.toPrecision(3))} `);
    expect(run.out).toMatch(/^network +dense → erf → dense, ntk parameterisation, 515 parameters$/m);
    expect(run.out).toContain(why);
    for (const kind of Object.keys(costs)) expect(run.out).toMatch(new RegExp(`^ {2}${kind} +[\\d.e]+ operations, .*for a tile$`, "m"));
    const shares = [...run.out.matchAll(/^layers\[\d\]\.\w+ +([\d.e-]+) %/gm)].map(([, share]) => Number(share));
    expect(shares.length).toBe(4);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
  });
});

test("a picture for every choice of outputs", async () => {
  for (const outputs of ["full", "diagonal", "trace", "mean"]) {
    const run = await empirical(["net.json", "iris", "--samples", "6", "--outputs", outputs, "--picture", "k.svg"]);
    expect(run.code, run.err).toBe(0);
    expect(readFileSync(join(run.at, "k.svg"), "utf8")).toMatch(/^<svg[\s\S]*The empirical NTK between samples/);
  }
  expect((await empirical(["net.json", "iris", "--samples", "6", "--picture", "k.gif"])).code).toBe(2);
});

test("the mean over initialisations, with the error of every entry", async () => {
  const words = ["net.json", "iris", "--samples", "5", "--kinds", "ntk,nngp", "--outputs", "mean", "--monte-carlo", "0", "--draws", "12", "--out", "k.npz"];
  const run = await empirical(words);
  expect(run.out).toMatch(/^draws +12, relative standard error 0\.\d+ \(not reached\. Ask for a relative error above 0/m);
  const [mean, error] = [await readArray(join(run.at, "k.npz#ntk")), await readArray(join(run.at, "k.npz#ntk standard error"))];
  const { matrices } = await infiniteWidthKernels(on, architecture, ["ntk"], await irises(5));
  mean.data.forEach((value, i) => expect(Math.abs(value - matrices.ntk.data[i]) / error.data[i]).toBeLessThan(5));
});

describe("a layers model of tfjs", () => {
  const dense = (units: number, name: string, more = {}) => ({ class_name: "Dense", config: { units, name, use_bias: false, activation: "linear", ...more } });
  const model = (layers: readonly object[]) => ({ class_name: "Sequential", config: { name: "mine", layers } });
  const weights = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const written = (layers: readonly object[], names: readonly string[]) => ({
    "model.json": {
      modelTopology: model(layers),
      weightsManifest: [{ paths: ["w.bin"], weights: [{ name: `${names[0]}/kernel`, shape: [4, 2], dtype: "float32" }] }],
    },
    "w.bin": new Uint8Array(weights.buffer),
  });

  test("its linear network has Θ = x·x' for each output", async () => {
    const files = written([dense(2, "d", { batch_input_shape: [null, 4] })], ["d"]);
    const run = await empirical(["iris", "--model", "model.json", "--samples", "3", "--out", "k.npy"], files);
    expect(run.code, run.err).toBe(0);
    const [x, found] = [await irises(3), await readArray(join(run.at, "k.npy"))];
    const dot = (i: number, j: number) => Array.from({ length: 4 }, (_, k) => x.data[4 * i + k] * x.data[4 * j + k]).reduce((a, b) => a + b);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        for (const [k, same] of [1, 0, 0, 1].entries()) expect(found.data[(3 * i + j) * 4 + k]).toBeCloseTo(same * dot(i, j), 10);
      }
    }
    expect(run.out).toMatch(/^parameters +from model\.json$/m);
  });

  test("a layer without a rule is named, and the way that still works", async () => {
    const files = written([dense(2, "d", { batch_input_shape: [null, 4] }), { class_name: "LSTM", config: { name: "memory", units: 3 } }], ["d"]);
    const run = await empirical(["iris", "--model", "model.json"], files);
    expect(run.code).toBe(2);
    expect(run.err).toMatch(/^error \(unsupported\): .*memory.*LSTM.*empiricalNtkOfFunction/);
  });
});

describe("misuse is refused, with the place", () => {
  test.each<[string, string[], string]>([
    ["one file", ["net.json"], "error (invalid-input): files: expected a network and its inputs, found net.json."],
    ["a network and a model", ["net.json", "iris", "--model", "model.json"], "error (invalid-input): files: expected the inputs alone"],
    ["a data set", ["net.json", "irsi"], 'error (unknown-name): DATA: unknown data set, found "irsi". Did you mean "iris"?'],
    ["outputs", ["net.json", "iris", "--outputs", "ful"], 'error (unknown-name): --outputs: unknown choice of outputs, found "ful". Did you mean "full"?'],
    ["a method", ["net.json", "iris", "--method", "jacobian"], "error (unknown-name): --method: unknown method"],
    ["a seed", ["net.json", "iris", "--seed", "x"], 'error (invalid-input): --seed: expected a whole number of at least 0, found "x".'],
    ["an initialisation", ["net.json", "iris", "--initialisation", "touch"], "error (unknown-name): --initialisation: unknown initialisation"],
    [
      "torch without its parameterisation",
      ["net.json", "iris", "--initialisation", "torch"],
      "error (invalid-input): initialisation: the uniform initialisation",
    ],
    [
      "parameters of another network",
      ["net.json", "wine", "--parameters", "p.npz"],
      'error (shape-mismatch): parameters["layers[0].weight"]: the network has [13, 64] here',
    ],
    ["kinds", ["net.json", "iris", "--kinds", "nkt"], "error (unknown-name): --kinds: unknown kernel"],
    ["terms of a mean", ["net.json", "iris", "--monte-carlo", "0.1", "--groups"], "error (invalid-input): --monte-carlo: terms by parameter"],
    ["an error that is no number", ["net.json", "iris", "--monte-carlo", "x"], "error (invalid-input): relativeError"],
  ])("%s", async (_, words, message) => {
    const run = await empirical(words, { "p.npz": writeNpz(initialise(net, { seed: 5 })) });
    expect(run.code).toBe(2);
    expect(run.err.replace(/^kernel:.*\n|^monte-carlo:.*\n/gm, "")).toContain(message);
  });

  test("a kernel that does not fit into memory", async () => {
    const run = await empirical(["net.json", "iris"], {}, 1e6);
    expect(run.err).toMatch(/^error \(not-enough-memory\): ntk of 150 × 150, outputs full needs 1\.62 MB of memory, and this machine has 1 MB\./);
  });
});
