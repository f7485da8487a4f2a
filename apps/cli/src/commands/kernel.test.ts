import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, ndArray } from "@ntkit/core";
import { writeNpy, writeNpz } from "@ntkit/datasets";
import { readArray } from "@ntkit/datasets/node";
import { infiniteWidthKernels } from "@ntkit/kernels";
import { describe, expect, test } from "vitest";
import { cli, folder, network } from "../../test/cli.ts";
import { backends } from "../plugins.ts";

const points = [
  [1, 2],
  [3, -4],
  [0.5, 0],
];
const others = [[2, 1]];

async function expected(x1: number[][], x2: number[][] | null = null): Promise<{ nngp: NDArray; ntk: NDArray }> {
  const arrays = [x1, x2].map((x) => (x === null ? null : fromNested(x)));
  return (await infiniteWidthKernels(referenceBackend(), parseArchitecture(network(1)), ["nngp", "ntk"], arrays[0] as NDArray, arrays[1])).matrices;
}

/** `kernel` with the network and points of a folder; later options win. */
async function kernel(files: Readonly<Record<string, string | Uint8Array | object>>, options: Readonly<Record<string, string>> = {}, memory = 1e12) {
  const at = folder({ "net.json": network(1), "x.json": points, ...files });
  const all = { architecture: "net.json", x1: "x.json", out: "k.json", ...options };
  const words = Object.entries(all).flatMap(([name, value]) => [`--${name}`, ["architecture", "x1", "x2", "out"].includes(name) ? join(at, value) : value]);
  const run = await cli(["kernel", ...words], { memory });
  const clean = (text: string) => text.replaceAll(`${at}/`, "");
  return { at, code: run.code, out: clean(run.out), err: clean(run.err), files: readdirSync(at).sort() };
}

describe("kernel", () => {
  test("writes both kernels as JSON, and says what it did", async () => {
    const { at, code, out, err } = await kernel({});
    expect([code, out]).toEqual([0, expect.stringMatching(/^nngp, ntk {2}3 × 3 {2}float64 {2}\d+ ms {2}k\.json\n$/)]);
    expect(err).toMatch(/^kernel: nngp and ntk of 3 × 3, on reference …\n/);
    const found = JSON.parse(readFileSync(join(at, "k.json"), "utf8"));
    expect(Object.keys(found)).toEqual(["nngp", "ntk"]);
    const { nngp, ntk } = await expected(points);
    expect(fromNested(found.nngp).data).toEqual(nngp.data);
    expect(fromNested(found.ntk).data).toEqual(ntk.data);
  });

  test("x1 against x2, from every format into every format", async () => {
    const both = {
      "x.csv": "a,b\n1,2\n3,-4\n0.5,0\n",
      "x.npy": writeNpy(fromNested(points)),
      "x.npz": writeNpz({ x: fromNested(points), z: fromNested(others) }),
      "z.json": others,
    };
    const { ntk } = await expected(points, others);
    for (const x1 of ["x.json", "x.csv", "x.npy", "x.npz#x"]) {
      for (const x2 of ["z.json", "x.npz#z"]) {
        for (const out of ["k.json", "k.npy", "k.npz", "k.csv"]) {
          const { at, code, err } = await kernel(both, { x1, x2, out, kinds: "ntk" });
          expect(code, err).toBe(0);
          expect(await readArray(join(at, out))).toEqual(ntk);
        }
      }
    }
  });

  test("kinds in any order, each once; an output that exists is written over", async () => {
    const { at, code, out } = await kernel({ "k.npz": "old" }, { kinds: "ntk, nngp,ntk", out: "k.npz", dtype: "float64", backend: "auto" });
    expect([code, out.slice(0, 9)]).toEqual([0, "ntk, nngp"]);
    const { ntk } = await expected(points);
    expect(await readArray(join(at, "k.npz#ntk"))).toEqual(ntk);
  });

  test("images go in as they are, and a concat along samples makes a larger matrix", async () => {
    const dense = { kind: "dense", width: 3 };
    const flat = { layers: [{ kind: "flatten" }, dense] };
    const images = await kernel(
      {
        "net.json": flat,
        "x.json": [
          [
            [[1], [2]],
            [[3], [4]],
          ],
        ],
      },
      { kinds: "nngp" },
    );
    expect(JSON.parse(readFileSync(join(images.at, "k.json"), "utf8"))).toEqual({ nngp: [[30 / 4]] });
    const twice = { layers: [{ kind: "parallel", merge: "concat", axis: "samples", branches: [[dense], [dense]] }] };
    expect((await kernel({ "net.json": twice }, { kinds: "nngp" })).out).toMatch(/^nngp {2}6 × 6 /);
  });
});

describe("bad input is refused with the place and what to do, and nothing is written", () => {
  const dense = { kind: "dense", width: 3 };
  type Files = Readonly<Record<string, string | Uint8Array | object>>;
  test.each<[string, Files, Readonly<Record<string, string>>, string]>([
    ["an unknown kernel", {}, { kinds: "nngp,nkt" }, 'error (unknown-name): --kinds: unknown kernel, found "nkt". Did you mean "ntk"? There are: nngp, ntk.'],
    ["no kernel", {}, { kinds: "" }, 'error (unknown-name): --kinds: unknown kernel, found "". There are: nngp, ntk.'],
    [
      "an unknown backend",
      {},
      { backend: "wams" },
      `error (unknown-name): --backend: unknown backend, found "wams". There are: ${Object.keys(backends).join(", ")}.`,
    ],
    [
      "an unknown precision",
      {},
      { dtype: "float32" },
      'error (unknown-name): --dtype: the backend "reference" does not compute in this precision, found "float32". Did you mean "float64"? There are: float64.',
    ],
    ["an unknown extension", {}, { out: "k.txt" }, 'error (unknown-name): k.txt: unknown file extension, found ".txt". There are: .json, .npy, .npz, .csv.'],
    ["two kernels for a file of one", {}, { out: "k.csv" }, "error (invalid-input): k.csv: such a file holds one array, found 2 arrays. Write .npz or .json."],
    ["an output without a folder", {}, { out: "none/k.json" }, "error (file-problem): none/k.json: cannot be written: there is no folder "],
    ["a folder for an output", { "k.json/a": "" }, {}, "error (file-problem): k.json: cannot be written: a folder stands there. Name a file."],
    ["no network", {}, { architecture: "nope.json" }, "error (file-problem): nope.json: cannot be read: no such file, or no such folder."],
    ["half a network", { "net.json": '{"layers": [' }, {}, "error (file-problem): net.json: not JSON, or truncated after 12 characters: "],
    [
      "a misspelt kind",
      { "net.json": { layers: [dense, { kind: "reul" }] } },
      {},
      'error (unknown-name): net.json layers[1].kind: unknown layer kind, found "reul". Did you mean "relu"?',
    ],
    [
      "a misspelt field",
      { "net.json": { layers: [{ kind: "residual", body: [{ ...dense, biasSdt: 1 }] }] } },
      {},
      'error (unknown-name): net.json layers[0].body[0].biasSdt: unknown field, found "biasSdt". Did you mean "biasStd"?',
    ],
    [
      "a mistake in a formula",
      { "net.json": { layers: [dense, { kind: "elementwise", formula: "x * foo(x)" }] } },
      {},
      'error (invalid-input): net.json layers[1].formula: unknown function at column 5 of "x * foo(x)", found "foo". There are: ',
    ],
    [
      "an experiment for a network",
      { "net.json": { architecture: network(1) } },
      {},
      'error (unknown-name): net.json architecture: unknown field, found "architecture".',
    ],
    [
      "shapes that do not fit",
      { "net.json": { input: [5], layers: [dense] } },
      {},
      "error (shape-mismatch): net.json input: the architecture takes samples of shape [5], found data of [2].",
    ],
    [
      "a layer-norm after a nonlinearity",
      { "net.json": { layers: [dense, { kind: "relu" }, { kind: "layer-norm" }] } },
      {},
      "error (unsupported): net.json layers[2]: layer-norm after a nonlinearity",
    ],
    ["no inputs", {}, { x1: "nope.npy" }, "error (file-problem): nope.npy: cannot be read: no such file, or no such folder."],
    ["half a JSON", { "x.json": "[[1,2],[3," }, {}, "error (file-problem): x.json: not JSON, or truncated after 10 characters: "],
    [
      "half an npz",
      { "x.npz": writeNpz({ x: fromNested(points) }).slice(0, 100) },
      { x1: "x.npz" },
      "error (file-problem): x.npz: not a whole .npz archive (100 bytes). Write or copy the file again.",
    ],
    [
      "half an npy",
      { "x.npy": writeNpy(fromNested(points)).slice(0, 150) },
      { x1: "x.npy" },
      "error (file-problem): x.npy: truncated: expected 176 bytes, found 150. Write or copy the file again.",
    ],
    [
      "an npz with a name that is not in it",
      { "x.npz": writeNpz({ train: fromNested(points) }) },
      { x1: "x.npz#trian" },
      'error (unknown-name): x.npz: unknown array, found "trian". Did you mean "train"? There are: train.',
    ],
    ["text in a table", { "x.csv": "1,2\n3,abc\n" }, { x1: "x.csv" }, 'error (invalid-data): x.csv row 2, column 2: expected a finite number, found "abc".'],
    [
      "NaN in a table",
      { "x.csv": "a,b\n1,2\nnan,4\n" },
      { x1: "x.csv" },
      'error (invalid-data): x.csv row 3, column 1 (a): expected a finite number, found "nan".',
    ],
    [
      "NaN in an npy",
      { "x.npy": writeNpy(ndArray(Float64Array.from([1, Number.NaN]), [1, 2])) },
      { x1: "x.npy" },
      "error (invalid-data): x.npy[0][1]: expected a finite number, found NaN.",
    ],
    [
      "ragged rows in a table",
      { "x.csv": "1,2\n3\n" },
      { x1: "x.csv" },
      "error (invalid-data): x.csv row 2: ragged rows: expected 2 cells, as in row 1, found 1.",
    ],
    ["ragged rows in JSON", { "x.json": [[1, 2], [3]] }, {}, "error (invalid-data): x.json[1]: ragged rows: expected 2 entries, as in the first row, found 1."],
    ["an empty table", { "x.csv": "" }, { x1: "x.csv" }, "error (invalid-data): x.csv: no rows. Give at least one row of numbers."],
    ["no rows", { "x.json": [] }, {}, "error (invalid-data): x.json: no rows, found shape [0]. Give at least one row of numbers."],
    [
      "numbers that are no rows",
      { "x.json": [1, 2, 3] },
      {},
      "error (invalid-data): x.json: one row for each sample is needed, found shape [3]. Give [samples, features]; a single feature is [samples, 1].",
    ],
    [
      "other features",
      { "z.csv": "1,2,3\n" },
      { x2: "z.csv" },
      "error (shape-mismatch): z.csv: rows of shape [3], and those of x1 are [2]. Give x1 and x2 the same features.",
    ],
    ["a folder for inputs", { "x.npy/a": "" }, { x1: "x.npy" }, "error (file-problem): x.npy: cannot be read: a folder stands there. Name a file."],
  ])("%s", async (_, files, options, message) => {
    const { code, out, err, files: after } = await kernel(files, options);
    expect([code, out, err.slice(0, message.length)]).toEqual([2, "", message]);
    expect(after).toEqual(
      ["net.json", "x.json", ...Object.keys(files).map((name) => name.split("/")[0])].filter((name, i, all) => all.indexOf(name) === i).sort(),
    );
  });

  test("more memory than the machine has: for the matrices, and for a file that is not read then", async () => {
    const large = Array.from({ length: 300 }, (_, i) => [i]);
    expect(await kernel({ "x.json": large, "net.json": network(1) }, { out: "k.npz" }, 1e6)).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^error \(not-enough-memory\): nngp and ntk of 300 × 300 needs \d\.\d+ MB of memory, and this machine has 1 MB\. Write \.npz, ask for one kind at a time, or for blocks of rows with --x2\.\n$/,
      ),
      files: ["net.json", "x.json"],
    });
    const at = folder({ "net.json": network(1), "x.npy": "" });
    truncateSync(join(at, "x.npy"), 1e9);
    const run = await cli(["kernel", "--architecture", join(at, "net.json"), "--x1", join(at, "x.npy"), "--out", join(at, "k.npz")], { memory: 1e9 });
    expect(run).toEqual({
      code: 2,
      out: "",
      err: `error (not-enough-memory): reading ${join(at, "x.npy")} needs 2 GB of memory, and this machine has 1 GB. Give fewer rows, and compute the kernel in blocks with --x2.\n`,
    });
    writeFileSync(join(at, "x.csv"), "");
    truncateSync(join(at, "x.csv"), 6e8);
    const text = await cli(["kernel", "--architecture", join(at, "net.json"), "--x1", join(at, "x.csv"), "--out", join(at, "k.npz")]);
    expect(text.err).toBe(`error (unsupported): ${join(at, "x.csv")}: a text of 600 MB, and at most 537 MB are read. Write it as .npy, or give fewer rows.\n`);
  });
});

test("a kernel that does not exist is numerical trouble: its own exit code, the remedy, and nothing written", async () => {
  const gaussian = {
    layers: [
      { kind: "dense", width: 9, weightStd: 3 },
      { kind: "gaussian", exponent: 1 },
      { kind: "dense", width: 3 },
    ],
  };
  const { code, out, err, files } = await kernel({ "net.json": gaussian });
  expect([code, out, files]).toEqual([3, "", ["net.json", "x.json"]]);
  expect(err).toMatch(/^numerical trouble \(not-finite\): the nngp kernel is Infinity at .*\. Use smaller weightStd.*\nNothing was written\.$/m);
});
