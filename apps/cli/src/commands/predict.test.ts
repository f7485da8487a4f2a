import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cli, folder, iris, network } from "../../test/cli.ts";
import { backends } from "../plugins.ts";

const csv = (rows: readonly string[]) => `${rows.join("\n")}\n`;

describe("predict", () => {
  test("writes result, predictions and report, says the main numbers on stdout and progress on stderr", async () => {
    const at = folder({ "iris.json": iris });
    const out = join(at, "results", "deep", "iris");
    const run = await cli(["predict", join(at, "iris.json"), "--out", out]);
    expect(run.code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["predictions.csv", "report.html", "result.json"]);
    expect(readdirSync(join(at, "results", "deep"))).toEqual(["iris"]);

    const result = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
    expect(run.out).toMatch(/^experiment +Irises$/m);
    expect(run.out).toMatch(/^samples +40 train, 20 test, 4 features, 3 outputs$/m);
    expect(run.out).toContain(`test accuracy, t = ∞          ${result.final.test.accuracy.toFixed(4)}\n`);
    for (const percent of [50, 90, 99]) expect(run.out).toMatch(new RegExp(`^${percent} % of final accuracy at +t [=<] [0-9.e+]+$`, "m"));
    expect(run.out.trimEnd().split("\n").at(-1)).toBe(`report: ${join(out, "report.html")}`);
    expect(run.err).toMatch(/^data: load and prepare …\ndata: load and prepare: done in .*\nkernel: nngp and ntk: 40 × 40 and 20 × 40 …\n/);
    expect(result.environment).toEqual({
      ntkit: expect.any(String),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      backend: "reference",
      precision: "float64",
    });
    expect(result.hash).toMatch(/^[0-9a-f]{64}$/);

    const [header, ...lines] = readFileSync(join(out, "predictions.csv"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    expect(header).toEqual(["row", "true", "predicted", "mean setosa", "mean versicolor", "mean virginica", "deviation"]);
    expect(lines.length).toBe(20);
    for (const [row, truth, predicted, ...numbers] of lines) {
      expect(truth).toBe(["setosa", "versicolor", "virginica"][Math.floor(Number(row) / 50)]);
      const means = numbers.slice(0, 3).map(Number);
      expect(header[3 + means.indexOf(Math.max(...means))]).toBe(`mean ${predicted}`);
    }
    expect(lines.filter(([, truth, predicted]) => truth === predicted).length / 20).toBe(result.final.test.accuracy);
  });

  test("the results repeat the run", async () => {
    const at = folder({ "iris.json": iris });
    await cli(["predict", join(at, "iris.json"), "--out", join(at, "one")]);
    const first = JSON.parse(readFileSync(join(at, "one", "result.json"), "utf8"));
    writeFileSync(join(at, "again.json"), JSON.stringify(first.experiment));
    for (const again of ["again.json", "one/result.json"]) {
      await cli(["predict", join(at, again), "--out", join(at, "two"), "--force"]);
      const second = JSON.parse(readFileSync(join(at, "two", "result.json"), "utf8"));
      expect({ ...second, seconds: {} }).toEqual({ ...first, seconds: {} });
      expect(readFileSync(join(at, "two", "predictions.csv"), "utf8")).toBe(readFileSync(join(at, "one", "predictions.csv"), "utf8"));
    }
  });

  test("reads a table beside the experiment, wherever it is started", async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${Math.sin(i)},${i % 3},${2 * Math.sin(i) + (i % 3)}`);
    const at = folder({
      "of/mine/table.csv": csv(["a,b,sum", ...rows]),
      "of/mine/sum.json": { data: { source: { file: "table.csv", task: "regression", target: "sum" } }, architecture: network(1), times: { count: 2 } },
    });
    const run = await cli(["predict", join(at, "of/mine/sum.json"), "--out", join(at, "out")]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^test r², t = ∞ +0\.9/m);
    const lines = readFileSync(join(at, "out", "predictions.csv"), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines[0]).toBe("row,true sum,predicted sum,deviation sum");
    for (const line of lines.slice(1)) {
      const [row, truth] = line.split(",").map(Number);
      expect(truth).toBeCloseTo(2 * Math.sin(row) + (row % 3), 12);
    }
  });

  test("--png writes every figure as a picture", async () => {
    const at = folder({ "iris.json": iris });
    expect((await cli(["predict", join(at, "iris.json"), "--out", join(at, "out"), "--png"])).code).toBe(0);
    const pictures = readdirSync(join(at, "out")).filter((name) => name.endsWith(".png"));
    expect(pictures.sort()).toEqual(["confusion.png", "examples.png", "kernel.png", "spectrum.png", "training-curve.png"]);
    for (const name of pictures) expect([...readFileSync(join(at, "out", name)).subarray(1, 4)]).toEqual([..."PNG"].map((c) => c.charCodeAt(0)));
  });
});

describe("an output folder that exists", () => {
  test("is refused, and written into with --force; other files stay", async () => {
    const at = folder({ "iris.json": iris, "empty/.keep": "", "mine/notes.txt": "mine" });
    const into = (name: string, ...options: string[]) => cli(["predict", join(at, "iris.json"), "--out", join(at, name), ...options]);
    expect(await into("mine")).toEqual({
      code: 2,
      out: "",
      err: `error (file-problem): ${join(at, "mine")}: the output folder exists and holds something. Choose another with --out, or write into it with --force.\n`,
    });
    expect((await into("mine", "--force")).code).toBe(0);
    expect(readdirSync(join(at, "mine")).sort()).toEqual(["notes.txt", "predictions.csv", "report.html", "result.json"]);
    expect((await into("mine")).err).toContain("the output folder exists and holds results.");
    expect((await into("mine", "--force")).code).toBe(0);
    expect(readdirSync(at).sort()).toEqual(["empty", "iris.json", "mine"]);
  });

  test("and has no name", async () => {
    const at = folder({ "iris.json": iris });
    const { code, err } = await cli(["predict", join(at, "iris.json"), "--out", ""]);
    expect([code, err]).toEqual([2, expect.stringContaining("the output folder exists and holds something.")]);
  });

  test("and is a file, even with --force", async () => {
    const at = folder({ "iris.json": iris, taken: "", "results/in/the": "way" });
    const into = (name: string) => cli(["predict", join(at, "iris.json"), "--out", join(at, name), "--force"]);
    expect((await into("taken")).err).toBe(
      `error (file-problem): ${join(at, "taken")}: the output folder cannot be made: a file stands there. Choose another with --out.\n`,
    );
    expect((await into("results/in/the/way")).err).toBe(
      `error (file-problem): ${join(at, "results/in/the/way")}: cannot be written: ${join(at, "results/in/the")} is a file. Choose another folder.\n`,
    );
  });
});

describe("bad input", () => {
  /** Runs an experiment that must be refused before the work, and leave nothing behind. */
  async function refused(experiment: unknown, files: Readonly<Record<string, string>> = {}, options: Parameters<typeof cli>[1] = {}): Promise<string> {
    const at = folder({ ...files, "e.json": typeof experiment === "string" ? experiment : JSON.stringify(experiment) });
    const before = readdirSync(at).sort();
    const { code, out, err } = await cli(["predict", join(at, "e.json"), "--out", join(at, "out")], options);
    expect([code, out]).toEqual([2, ""]);
    expect(readdirSync(at).sort()).toEqual(before);
    return err
      .replaceAll(at, "")
      .split("\n")
      .filter((line) => !/^data: load and prepare/.test(line))
      .join("\n")
      .trimEnd();
  }
  const table = (file: string) => ({ data: { source: { file, task: "regression" } }, architecture: network(1) });

  test.each<[string, unknown, string]>([
    [
      "a misspelt kind",
      { ...iris, architecture: network(3, "reul") },
      'error (unknown-name): architecture.layers[1].kind: unknown layer kind, found "reul". Did you mean "relu"? There are: dense, ',
    ],
    [
      "a misspelt field",
      { ...iris, sovler: {} },
      'error (unknown-name): sovler: unknown field, found "sovler". Did you mean "solver"? There are: $schema, version, name, data, architecture, kernel, loss, solver, training, times.',
    ],
    [
      "shapes that do not fit",
      { ...iris, architecture: network(4) },
      'error (shape-mismatch): architecture.layers: the network gives [4] for a sample, and the targets are [3]. End with {"kind": "dense", "width": 3}.',
    ],
    [
      "a layer-norm after a nonlinearity",
      { ...iris, architecture: { layers: [{ kind: "dense", width: 9 }, { kind: "relu" }, { kind: "layer-norm" }] } },
      "error (unsupported): architecture.layers[2]: layer-norm after a nonlinearity",
    ],
    ["no JSON", '{"data": ', "error (file-problem): /e.json: not JSON, or truncated after 9 characters: "],
    ["an empty file", "", "error (file-problem): /e.json: not JSON, or truncated after 0 characters: "],
    ["something else", [1], "error (invalid-input): expected an object with "],
    ["a table that is not there", table("nope.csv"), "error (file-problem): /nope.csv: cannot be read: no such file, or no such folder."],
    ["a folder for a table", table("."), "error (file-problem): "],
  ])("%s", async (_, experiment, message) => {
    expect((await refused(experiment)).slice(0, message.length)).toBe(message);
  });

  test.each<[string, string, string]>([
    ["text", "1,2\n3,4\n5,abc\n", 't.csv row 3, column 2: expected a finite number, found "abc".'],
    ["NaN", "a,b\n1,2\nNaN,4\n", 't.csv row 3, column 1 (a): expected a finite number, found "NaN". Drop this row or this column, or put a number in.'],
    ["infinity", "1,2\n3,-inf\n", 't.csv row 2, column 2: expected a finite number, found "-inf". Drop this row or this column, or put a number in.'],
    ["a decimal comma", "1;2\n3;4,5\n", 't.csv row 2, column 2: expected a finite number, found "4,5". Write decimals with a point.'],
    ["ragged rows", "1,2\n3\n", "t.csv row 2: ragged rows: expected 2 cells, as in row 1, found 1. Give every row the same number of cells."],
    ["no rows", "\n", "t.csv: no rows. Give at least one row of numbers."],
    ["names only", "a,b\n", "t.csv: no rows below the column names. Give at least one row of numbers"],
    ["one column", "1\n2\n", "t.csv: no features beside the target column. Give at least two columns, or the right delimiter."],
    ["UTF-16", "\ufeff1\0,\x002\0\n", "/t.csv: a table is text in UTF-8, and this file is not. Save it as .csv in UTF-8."],
    ["one row", "1,2\n", "data.split.train: at least one sample is needed to train on and one to test on, found 0. Ask for at least 1."],
  ])("a table with %s", async (_, text, message) => {
    expect(await refused(table("t.csv"), { "t.csv": text })).toContain(`: ${message}`);
  });

  test("a backend that is not there, and what there is", async () => {
    const at = folder({ "e.json": iris });
    const { code, err } = await cli(["predict", join(at, "e.json"), "--out", join(at, "out"), "--backend", "wams"]);
    expect([code, err]).toEqual([2, `error (unknown-name): backend: unknown backend, found "wams". There are: ${Object.keys(backends).join(", ")}.\n`]);
  });

  test("more memory than the machine has, said before the work with the figure and the remedy", async () => {
    expect(await refused({ ...iris, solver: { kind: "eigen", uncertainty: "covariances" } }, {}, { memory: 100_000 })).toBe(
      "error (not-enough-memory): training on 40 and testing on 20 samples needs 267 kB of memory, and this machine has 100 kB. " +
        "Ask for fewer samples in data.split, or for variances instead of covariances.",
    );
  });

  test("more memory than the machine has, for a table that is not even read", async () => {
    const split = { order: "given", train: 1e6, test: 10 };
    const message = await refused({ ...table("nope.csv"), data: { source: { file: "nope.csv", task: "regression" }, split } }, {}, { memory: 64e9 });
    expect(message).toContain("training on 1000000 and testing on 10 samples needs 80 TB of memory, and this machine has 64 GB.");
  });
});

describe("numerical trouble", () => {
  test.each<[string, object, RegExp]>([
    [
      "a singular kernel",
      { architecture: { layers: [{ kind: "dense", width: 3 }] }, solver: { kind: "gp" } },
      /^numerical trouble \(not-positive-definite\): pivot \d.* Add a ridge of at least .*\nNothing was written\.$/m,
    ],
    [
      "a kernel that does not exist",
      {
        architecture: {
          layers: [
            { kind: "dense", width: 9, weightStd: 3 },
            { kind: "gaussian", exponent: 1 },
            { kind: "dense", width: 3 },
          ],
        },
      },
      /^numerical trouble \(not-finite\): the nngp kernel is Infinity at .*\. Use smaller weightStd.*\nNothing was written\.$/m,
    ],
  ])("%s has its own exit code and remedy, and nothing is written", async (_, parts, message) => {
    const at = folder({ "e.json": { ...iris, ...parts } });
    const { code, out, err } = await cli(["predict", join(at, "e.json"), "--out", join(at, "out")]);
    expect([code, out]).toEqual([3, ""]);
    expect(err).toMatch(message);
    expect(existsSync(join(at, "out"))).toBe(false);
  });
});

test("left out, --out is out/ and the file's name, below where the program was started", async () => {
  const at = folder({ "e.json": iris });
  mkdirSync(join(at, "elsewhere"));
  const before = process.cwd();
  process.chdir(join(at, "elsewhere"));
  try {
    expect((await cli(["predict", "../e.json"])).out).toContain("report: out/e/report.html");
  } finally {
    process.chdir(before);
  }
  expect(readdirSync(join(at, "elsewhere", "out", "e")).length).toBe(3);
});
