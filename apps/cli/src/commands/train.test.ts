import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readArray } from "@ntkit/datasets/node";
import type { TrainingReport } from "@ntkit/experiment";
import { describe, expect, test, vi } from "vitest";
import { folder, network, type Run } from "../../test/cli.ts";
import { runCli } from "../cli.ts";

const wave = (x: number) => [Number(Math.sin(1.5 * x).toFixed(3))];
const points = [-2, -1.2, -0.5, 0.4, 1.1, 2, -1.6, -0.9, 0, 0.7, 1.5];

/** Eleven points of a sine: six to train on. */
const sine = {
  name: "A sine",
  data: { source: { inputs: points.map((x) => [x]), targets: points.map(wave) }, split: { order: "given", train: 6, test: 5 }, targets: "raw" },
  architecture: { layers: network(1).layers.map((layer) => ("width" in layer && layer.width === 64 ? { ...layer, width: 12 } : layer)) },
  training: { steps: 60, optimiser: { kind: "momentum", learningRate: 0.1, momentum: 0.5 } },
};
const training = (fields: object) => ({ ...sine, training: { ...sine.training, ...fields } });

/** `ntkit train e.json`, in a folder with these files; `interruptAt`: Ctrl-C when this is said. */
async function trained(at: string, words: readonly string[] = [], interruptAt?: RegExp): Promise<Run & { report: () => TrainingReport }> {
  let [out, err] = ["", ""];
  let stop = () => {};
  // Progress comes at intervals of time: a clock that goes on at every look makes it come every time.
  let time = 0;
  const clock = vi.spyOn(Date, "now").mockImplementation(() => {
    time += 100;
    return time;
  });
  const code = await runCli(["train", join(at, "e.json"), "--out", join(at, "out"), ...words], {
    out: { write: (text) => (out += text) },
    err: {
      isTTY: true,
      write(text) {
        err += text;
        if (interruptAt?.test(text) === true) stop();
      },
    },
    memory: 1e12,
    onInterrupt(listener) {
      stop = () => {
        stop = () => {};
        listener();
      };
      return () => {
        stop = () => {};
      };
    },
  });
  clock.mockRestore();
  return { code, out, err, report: () => JSON.parse(readFileSync(join(at, "out", "training.json"), "utf8")) };
}

/** What does not depend on the clock. */
const timeless = ({ seconds: _, ...report }: TrainingReport) => report;

describe("train", () => {
  test("trains the network beside its twin and the theory, and writes what came of it", async () => {
    const at = folder({ "e.json": training({ networks: 3, widths: [4, 8] }) });
    const run = await trained(at, ["--png"]);
    expect(run.code, run.err).toBe(0);
    const pictures = ["distances.png", "drift.png", "ensemble.png", "loss.png", "predictions.png", "weight-change.png", "widths.png"];
    expect(readdirSync(join(at, "out")).sort()).toEqual([...pictures, "network.npz", "predictions.csv", "report.html", "training.json"].sort());
    const { curves, distances, conventions, widths, ensemble, status, environment } = run.report();
    expect([status, Object.keys(curves)]).toEqual(["finished", ["network", "linear", "empirical", "theory"]]);
    expect(Math.max(...(distances.empirical?.test.rms ?? []).map((gap, i) => Math.abs(gap - (distances.linear?.test.rms[i] ?? 0))))).toBeLessThan(1e-12);
    expect(conventions.theory?.solver).toMatchObject({ kind: "gradient-descent", learningRate: 0.1, momentum: 0.5 });
    expect(widths?.rows.map(({ width, networks }) => [width, networks])).toEqual([
      [4, 3],
      [8, 3],
    ]);
    expect(ensemble?.seeds).toEqual([0, 1, 2]);
    expect(environment).toMatchObject({ backend: "reference", ntkit: expect.any(String) });
    expect((await readArray(join(at, "out", "network.npz#layers[0].weight"))).shape).toEqual([1, 12]);
    const [header, ...lines] = readFileSync(join(at, "out", "predictions.csv"), "utf8")
      .trimEnd()
      .split("\n");
    expect(header).toBe("row,true target,network,linear,empirical,theory,theory deviation");
    expect(lines.map((line) => line.split(",")[0])).toEqual(["6", "7", "8", "9", "10"]);
    expect(run.out).toMatch(/^status +finished after 60 steps$/m);
    expect(run.out).toMatch(/^learning rate +0\.1, stable below [\d.]+ on this network and [\d.]+ at infinite width$/m);
    expect(run.err).toMatch(/training: 60 steps: 33 %, step 20, loss 0\.\d+, drift 0\.\d+, .*left/);
    const page = readFileSync(join(at, "out", "report.html"), "utf8");
    expect(page).not.toMatch(/<script|undefined|\[object|>[^<]*NaN[^<]*</);
  });

  test("its report repeats it", async () => {
    const at = folder({ "e.json": sine });
    const first = (await trained(at)).report();
    writeFileSync(join(at, "e.json"), JSON.stringify(first));
    expect(timeless((await trained(at, ["--force"])).report())).toEqual(timeless(first));
  });

  test("classes and a loss that is not squared: the flow stands in for the steps, and says so", async () => {
    const at = folder({
      "e.json": {
        data: {
          source: { dataset: "iris" },
          split: { order: "shuffled", train: 12, test: 6, seed: 1, stratified: true },
          preparation: [{ kind: "standardise" }],
        },
        architecture: network(3),
        loss: { kind: "cross-entropy" },
        training: { steps: 20, optimiser: { kind: "gradient-descent", learningRate: 0.2 } },
      },
    });
    const run = await trained(at);
    expect(run.code, run.err).toBe(0);
    expect(run.report().curves.theory).toMatchObject({ exact: false, notes: ["the flow of gradient descent, in the limit of small steps"] });
    expect(run.report().curves.network?.test[0].accuracy).toEqual(expect.any(Number));
    expect(readFileSync(join(at, "out", "predictions.csv"), "utf8")).toMatch(/^row,true,network,network setosa,network versicolor,network virginica,linear,/);
  });

  test("Adam has no kernel: only the twin stands beside the network, and the reason is told", async () => {
    const at = folder({ "e.json": training({ steps: 5, optimiser: { kind: "adam" } }) });
    const run = await trained(at);
    expect(Object.keys(run.report().curves)).toEqual(["network", "linear"]);
    expect(run.out).toMatch(/^no theory \(infinite width\) +the steps of "adam" do not follow the gradient/m);
  });
});

describe("an interrupted training", () => {
  test("keeps what is done, says how to go on, and comes to the numbers of one that was not interrupted", async () => {
    const given = training({ widths: [8], batchSize: 4, steps: 150 });
    const [at, whole] = [folder({ "e.json": given }), folder({ "e.json": given })];
    const stopped = await trained(at, [], /150 steps: .*step \d+,/);
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(
      /interrupted: stopped at step \d+ of 150\. What is done was written into .*; to go on: ntkit train .*e\.json --out .* --resume\n$/,
    );
    const { status, reason, step } = stopped.report();
    expect([status, reason, step > 0 && step < 150]).toEqual(["stopped", "signal", true]);
    expect(existsSync(join(at, "out", "checkpoint-network.npz"))).toBe(true);

    expect((await trained(at)).err).toContain("the folder holds a training that was interrupted. Go on with --resume, begin anew with --force");
    const resumed = await trained(at, ["--resume"]);
    expect(resumed.code, resumed.err).toBe(0);
    const uninterrupted = await trained(whole);
    expect(timeless(resumed.report())).toEqual(timeless(uninterrupted.report()));
    const numbers = (folder: string) => readFileSync(join(folder, "out", "network.npz"));
    expect(numbers(at).equals(numbers(whole))).toBe(true);
    expect(readdirSync(join(at, "out")).filter((file) => file.startsWith("checkpoint"))).toEqual([]);
  });

  test("is not mistaken for another, and there must be one", async () => {
    const at = folder({ "e.json": training({ steps: 150 }) });
    expect((await trained(at, ["--resume"])).err).toContain("there is no interrupted training here. Leave out --resume");
    await trained(at, [], /150 steps: .*step \d+,/);
    writeFileSync(join(at, "e.json"), JSON.stringify(training({ steps: 150, seed: 5 })));
    const other = await trained(at, ["--resume"]);
    expect(other.code).toBe(2);
    expect(other.err).toMatch(/error \(invalid-input\): resume: the checkpoint is of another training: .*seed/);
  });
});

describe("a learning rate that is too large", () => {
  test("is warned of before the first step, with the limit; a training that diverges says so and is written", async () => {
    const at = folder({ "e.json": training({ steps: 200, optimiser: { kind: "gradient-descent", learningRate: 60 } }) });
    const run = await trained(at);
    expect(run.code).toBe(3);
    const [, limit] = run.err.match(/warning: the learning rate 60 is not below ([\d.]+), from which on gradient-descent is unstable/) ?? [];
    const { learningRate, status, trouble } = run.report();
    expect(Number(limit)).toBeCloseTo(Number(learningRate.limit), 3);
    expect(status).toBe("diverged");
    expect(run.err.indexOf("warning")).toBeLessThan(run.err.indexOf("✓ training"));
    expect(trouble?.problem).toMatch(/^training diverged: at step \d+/);
    expect(run.err).toMatch(/numerical trouble \(diverged\): training diverged.*\nWhat is done was written into .*out\.\n$/);
  });
});

describe("misuse is refused, with the place in the experiment", () => {
  const { training: _, ...untrained } = sine;
  const { architecture: __, ...noNetwork } = sine;
  test.each<[string, object, string]>([
    ["no section", untrained, 'training: the experiment does not say how networks are trained. Give "training": { "steps": 1000 }.'],
    ["no network", { ...noNetwork, kernel: { kind: "rbf" } }, "training: there is no network to train, only a kernel"],
    ["a misspelt field", training({ setps: 3 }), 'training.setps: unknown field, found "setps". Did you mean "steps"?'],
    ["an optimiser", training({ optimiser: { kind: "adma" } }), 'training.optimiser.kind: unknown optimiser, found "adma". Did you mean "adam"?'],
    ["its field", training({ optimiser: { kind: "adam", beta3: 1 } }), "training.optimiser.beta3: unknown field"],
    ["a recorder", training({ record: [{ kind: "los" }] }), 'training.record[0].kind: unknown recorder, found "los". Did you mean "loss"?'],
    ["a batch of more than all", training({ batchSize: 7 }), "training.batchSize: there are 6 samples, found 7."],
    ["torch without its parameterisation", training({ initialisation: "torch" }), "training.initialisation: the uniform initialisation of torch"],
    [
      "outputs that are not the targets",
      { ...sine, architecture: network(2) },
      "architecture.layers: the network gives [2] for a sample, and the targets are [1]",
    ],
    [
      "widths of nothing",
      { ...training({ widths: [4] }), architecture: { layers: [{ kind: "dense", width: 1 }] } },
      "training.widths: the network has no hidden layer",
    ],
  ])("%s", async (_name, experiment, message) => {
    const at = folder({ "e.json": experiment });
    const run = await trained(at);
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
    expect(readdirSync(at)).toEqual(["e.json"]);
  });
});
