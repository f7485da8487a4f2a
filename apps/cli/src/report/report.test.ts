import { ndArray } from "@ntkit/core";
import type { RegressionDataset } from "@ntkit/datasets";
import { type ExperimentPlugins, type Outcome, type PreparedData, runExperiment } from "@ntkit/experiment";
import { renderSvg } from "@ntkit/plots";
import { describe, expect, test } from "vitest";
import { iris, network } from "../../test/cli.ts";
import { plugins } from "../plugins.ts";
import { outcomeFigures } from "./figures.ts";
import { outcomePage } from "./page.ts";
import { predictionsCsv } from "./predictions.ts";
import { detailRows, inWords } from "./settings.ts";
import { formatNumber, summaryText } from "./summary.ts";

async function ran(experiment: unknown, using: ExperimentPlugins = plugins): Promise<{ outcome: Outcome; data: PreparedData }> {
  const run = await runExperiment(experiment, using);
  if (run.status !== "ok") throw new Error(run.problem);
  return run;
}

const sized = (dataset: string, train: number, test: number, outputs: number) => ({
  data: { source: { dataset }, split: { order: "shuffled", train, test, seed: 1 }, preparation: [{ kind: "standardise" }] },
  architecture: network(outputs),
});
const posterior = { kind: "gp", ridge: { kind: "relative", value: 0.1 } };

/** Two numbers for every sample, in different units. */
const pairs: RegressionDataset = {
  name: "pairs",
  title: "Pairs",
  task: "regression",
  samples: 8,
  featureNames: ["x"],
  targetName: 'a "pair", of two',
  source: { citation: "a test", url: "https://example.org", licence: "none" },
  async load() {
    const targets = Float64Array.from({ length: 16 }, (_, k) => (k % 2 === 0 ? 1 : 1000) * Math.sin(k));
    return {
      inputs: ndArray(
        Float64Array.from({ length: 8 }, (_, i) => i / 4),
        [8, 1],
      ),
      targets: ndArray(targets, [8, 2]),
    };
  },
};

describe("every outcome has a page, however small", () => {
  test.each<[string, unknown, string[]]>([
    ["classes", iris, ["training-curve", "confusion", "examples", "spectrum", "kernel"]],
    ["five to train on", sized("iris", 5, 3, 3), ["training-curve", "confusion", "examples", "spectrum", "kernel"]],
    ["one and one of classes", sized("iris", 1, 1, 3), ["training-curve", "confusion", "examples", "spectrum", "kernel"]],
    ["pictures", sized("digits", 12, 8, 10), ["training-curve", "confusion", "examples", "spectrum", "kernel"]],
    ["one and one of numbers", sized("diabetes", 1, 1, 1), ["training-curve", "predictions", "spectrum", "kernel"]],
    ["no spread", { ...iris, solver: { kind: "eigen" } }, ["training-curve", "confusion", "spectrum", "kernel"]],
    ["no time", { ...iris, solver: posterior }, ["confusion", "kernel"]],
    [
      "a kernel of rank 5",
      { ...iris, architecture: { layers: [{ kind: "dense", width: 3, biasStd: 1 }] } },
      ["training-curve", "confusion", "examples", "spectrum", "kernel"],
    ],
    ["a kernel that is zero", { ...iris, architecture: { layers: [{ kind: "dense", width: 3, weightStd: 0 }] } }, ["confusion", "examples", "kernel"]],
    ["two times", { ...iris, times: { count: 2 } }, ["training-curve", "confusion", "examples", "spectrum", "kernel"]],
  ])("%s", async (_, experiment, names) => {
    const { outcome, data } = await ran(experiment);
    const figures = outcomeFigures(outcome, data);
    expect(figures.map(({ name }) => name)).toEqual(names);
    const page = outcomePage(outcome, figures);
    for (const { heading, figure } of figures) {
      expect(page).toContain(`>${heading}<`);
      expect(renderSvg(figure)).not.toMatch(/NaN|Infinity|undefined/);
    }
    expect(page).not.toMatch(/<script|<link[^>]+href="http|src="http|undefined|\[object/);
    expect(page).not.toMatch(/>[^<]*NaN[^<]*</);
  });

  test("no example is shown twice, and its name is its row in the data", async () => {
    const { outcome, data } = await ran(sized("iris", 5, 4, 3));
    const figure = outcomeFigures(outcome, data).find(({ name }) => name === "examples")?.figure;
    if (figure?.kind !== "examples") throw new Error("no examples");
    const names = figure.groups.flatMap(({ items }) => items.map(({ name }) => name));
    expect(names.length).toBe(4);
    expect([...names].sort()).toEqual(data.test.rows.map((row) => `#${row}`).sort());
  });

  test("text of the experiment is escaped", async () => {
    const { outcome, data } = await ran({ ...iris, name: "<script>alert(1)</script> & more" });
    const page = outcomePage(outcome, outcomeFigures(outcome, data));
    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more");
  });
});

describe("predictions", () => {
  const more: ExperimentPlugins = { ...plugins, datasets: { pairs } };

  test("several numbers a sample are told in their own units, names quoted", async () => {
    const experiment = {
      data: { source: { dataset: "pairs" }, split: { order: "given", train: 6, test: 2 } },
      architecture: network(2),
      solver: { kind: "eigen", uncertainty: "variances" },
    };
    const { outcome, data } = await ran(experiment, more);
    const [header, first] = predictionsCsv(outcome, data).split("\n");
    const name = (output: number) => `a ""pair"", of two ${output}`;
    expect(header).toBe(`row,${[0, 1].flatMap((o) => [`"true ${name(o)}"`, `"predicted ${name(o)}"`, `"deviation ${name(o)}"`]).join(",")}`);
    const cells = first.split(",").map(Number);
    const [, truth0, predicted0, deviation0, truth1, , deviation1] = cells;
    expect(cells[0]).toBe(6);
    expect(truth0).toBeCloseTo(Math.sin(12), 12);
    expect(truth1).toBeCloseTo(1000 * Math.sin(13), 9);
    const [a, b] = data.targetScales ?? [];
    expect(predicted0).toBeCloseTo(a.shift + a.scale * outcome.final.test.mean.data[0], 12);
    expect(deviation1 / deviation0).toBeCloseTo(b.scale / a.scale, 9);
    const figure = outcomeFigures(outcome, data).find(({ name: file }) => file === "predictions")?.figure;
    expect(figure?.kind === "scatter" ? figure.series.map((series) => [series.name, series.x[0]]) : []).toEqual([
      ["output 0", truth0],
      ["output 1", truth1],
    ]);
  });
});

describe("in words", () => {
  test("numbers", () => {
    expect([0, 0.05487, 0.0439, 7312, 4.3331e9, -0.000012345, 5, 1e6, 999_999].map((value) => formatNumber(value, 3))).toEqual([
      "0",
      "0.0549",
      "0.0439",
      "7310",
      "4.33e9",
      "-1.23e-5",
      "5",
      "1e6",
      "1e6",
    ]);
    expect(formatNumber("Infinity", 3)).toBe("∞");
  });

  test("specs", () => {
    expect(inWords({ kind: "relu" })).toBe("relu");
    const dense = { kind: "dense", width: 9, weightStd: Math.SQRT2 };
    expect(inWords({ kind: "repeat", times: 2, body: [{ kind: "residual", body: [dense, { kind: "relu" }] }] } as { kind: string })).toBe(
      "repeat (times 2, body [residual (body [dense (width 9, weightStd 1.41421) → relu])])",
    );
    expect(inWords({ kind: "eigen", ridge: { kind: "relative", value: 0.1 }, breakpoints: [0, 1], jitter: { max: 1 } } as { kind: string })).toBe(
      "eigen (ridge relative (value 0.1), breakpoints [0, 1], jitter (max 1))",
    );
  });

  test("the summary and the details of a run", async () => {
    const { outcome } = await ran({ ...iris, solver: { kind: "eigen", ridge: { kind: "absolute", value: 0.25 } } });
    expect(summaryText(outcome.result)).toMatch(
      /^solver +eigen, kernel ntk, ridge 0\.25\ntime t +steps at learning rate 1, loss divided by 40 \(samples\)\ntest accuracy, t = ∞ +[01]\.\d{4}\n/m,
    );
    expect(summaryText((await ran({ ...iris, solver: posterior })).outcome.result)).toMatch(/^test accuracy +[01]\.\d{4}$/m);
    const rows = Object.fromEntries(detailRows(outcome.result).map(({ label, value }) => [label, value]));
    expect(rows).toMatchObject({
      network:
        "dense (width 64, weightStd 1.5, biasStd 0.1, trainable true) → erf (amplitude 1, scale 1, shift 0) → dense (width 3, weightStd 1.5, biasStd 0.1, trainable true)",
      parameterisation: "ntk",
      split: "order shuffled, train 40, test 20, seed 1, stratified true",
      preparation: "standardise (per feature)",
      targets: "one-hot-centred",
      loss: "mse",
      backend: "reference, float64",
      "hash of the experiment": outcome.result.hash,
    });
    expect(rows["seconds"]).toMatch(/^data [\d.e-]+, kernel /);
  });
});
