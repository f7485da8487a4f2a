import { parseArchitecture } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray } from "@ntkit/core";
import { infiniteWidthKernels } from "@ntkit/kernels";
import type { Checkpoint } from "@ntkit/training";
import { describe, expect, test } from "vitest";
import { plugins } from "../../test/plugins.ts";
import type { CurveName, TrainingReport } from "./report.ts";
import { runTraining, type TrainingRunEvent } from "./run-training.ts";

const inputs = [
  [-1.2, 0.3],
  [0.4, 1],
  [1.3, -0.6],
  [-0.5, -1.1],
  [0.9, 0.2],
  [-0.2, 0.8],
  [0.3, -0.4],
];
const wide = { weightStd: 1.3, biasStd: 0.2 };
const architecture = (outputs: number, width = 8) => ({
  layers: [{ kind: "dense", width, ...wide }, { kind: "erf" }, { kind: "dense", width: outputs, ...wide }],
});

/** Five points to train on and two to test, one target or two. */
const experiment = (training: object, outputs = 1, width = 8) => ({
  data: {
    source: { inputs, targets: inputs.map(([a, b]) => [a * b, a - b].slice(0, outputs)) },
    split: { order: "given", train: 5, test: 2 },
    targets: "raw",
  },
  architecture: architecture(outputs, width),
  training: { steps: 12, optimiser: { kind: "gradient-descent", learningRate: 0.3 }, ...training },
});

const run = async (...given: Parameters<typeof experiment>) => (await runTraining(experiment(...given), plugins)).outcome;
const farthest = ({ distances }: TrainingReport, name: CurveName) =>
  Math.max(...(distances[name]?.train.rms ?? [Number.NaN]), ...(distances[name]?.test.rms ?? []));

describe("the empirical kernel at the start is the linear twin, step by step", () => {
  test.each<[string, object, number]>([
    ["gradient descent", {}, 1],
    ["several outputs, every pair of them in the kernel", {}, 2],
    ["a heavy ball", { optimiser: { kind: "momentum", learningRate: 0.2, momentum: 0.6 } }, 2],
    ["Nesterov's momentum", { optimiser: { kind: "momentum", learningRate: 0.2, momentum: 0.6, acceleration: "nesterov" } }, 1],
    ["outputs scaled and counted from the start", { outputScale: 2, centre: true }, 2],
    ["another normaliser", { normaliser: "entries" }, 2],
  ])("%s", async (_, training, outputs) => {
    const { outputs: last, report } = await run(training, outputs);
    expect(report.curves.empirical?.exact).toBe(true);
    for (const side of ["train", "test"] as const) {
      last[side].linear?.data.forEach((value, i) => expect(value).toBeCloseTo(last[side].empirical?.data[i] ?? Number.NaN, 11));
    }
    expect(farthest(report, "linear")).toBeGreaterThan(1e-4);
  });
});

describe("the theory", () => {
  test("is the recursion f ← f − η/Z Θ (f − y) on the analytic kernels", async () => {
    const { outputs } = await run({ steps: 7 });
    const [x, y] = [fromNested(inputs), inputs.slice(0, 5).map(([a, b]) => a * b)];
    const { ntk } = (await infiniteWidthKernels(referenceBackend(), parseArchitecture(architecture(1)), ["ntk"], x)).matrices;
    const f = new Array<number>(7).fill(0);
    for (let step = 0; step < 7; step++) {
      const residual = y.map((target, j) => f[j] - target);
      for (let i = 0; i < 7; i++) f[i] -= (0.3 / 5) * residual.reduce((sum, r, j) => sum + ntk.data[7 * i + j] * r, 0);
    }
    expect([...(outputs.train.theory?.data ?? []), ...(outputs.test.theory?.data ?? [])].map((value, i) => value - f[i])).toEqual(
      f.map(() => expect.closeTo(0, 12)),
    );
    expect(outputs.testVariance?.data.every((variance) => variance > 0)).toBe(true);
  });

  test("has no spread where outputs are counted from the start, and is what a wider network comes closer to", async () => {
    const gap = async (width: number) => {
      const { report, outputs } = await run({ centre: true, record: [{ kind: "outputs", at: { steps: [0] } }] }, 1, width);
      expect(outputs.testVariance).toBeUndefined();
      return report.distances.theory?.test.rms.at(-1) ?? Number.NaN;
    };
    expect(await gap(512)).toBeLessThan((await gap(8)) / 3);
  });

  test("batches and losses that are not squared are told from what is exact", async () => {
    const batches = (await run({ batchSize: 2 })).report.curves.theory;
    expect(batches).toMatchObject({ exact: false, notes: ["every step on all samples, where the network sees batches"] });
    const { outcome } = await runTraining({ ...experiment({ optimiser: { kind: "gradient-descent", learningRate: 0.01 } }), loss: { kind: "huber" } }, plugins);
    expect(outcome.report.curves.theory).toMatchObject({ exact: false, notes: ["the flow of gradient descent, in the limit of small steps"] });
    // Steps of 0.01 are small: the flow from the same start is that of the twin to first order.
    outcome.outputs.test.linear?.data.forEach((value, i) => expect(value).toBeCloseTo(outcome.outputs.test.empirical?.data[i] ?? Number.NaN, 3));
  });

  test("is absent, with the reason, where there is none", async () => {
    const adam = (await run({ optimiser: { kind: "adam" } })).report;
    expect([Object.keys(adam.curves), Object.keys(adam.absent)]).toEqual([
      ["network", "linear"],
      ["empirical", "theory"],
    ]);
    const standard = { ...experiment({ initialisation: "torch", linearise: false }), architecture: { ...architecture(1), parameterization: "standard" } };
    const { absent, curves } = (await runTraining(standard, plugins)).outcome.report;
    expect(Object.keys(curves)).toEqual(["network", "empirical"]);
    expect(absent.linear?.problem).toBe("the linear twin was not asked for");
    expect(absent.theory?.problem).toContain("initialised as torch does");
  });
});

describe("several networks", () => {
  test("a linear network of many seeds has the Gaussian of the theory, but for chance", async () => {
    const given = {
      ...experiment({ networks: 40, steps: 4, linearise: false, optimiser: { kind: "gradient-descent", learningRate: 0.1 } }),
      architecture: { layers: [{ kind: "dense", width: 1, ...wide }] },
    };
    const { ensemble } = (await runTraining(given, plugins)).outcome.report;
    const against = ensemble?.against;
    expect(ensemble?.seeds.length).toBe(40);
    expect(against?.normality).toMatchObject({ count: 40, pValue: expect.any(Number) });
    expect(against?.normality.pValue).toBeGreaterThan(0.01);
    expect(against?.meanScore).toBeLessThan(2.5);
    expect((against?.covarianceError ?? 0) / (against?.covarianceErrorByChance ?? 1)).toBeLessThan(2.5);
    expect(against?.histogram.counts.reduce((sum, count) => sum + count)).toBe(40);
  });

  test("by width: each network is the one that training it alone would give", async () => {
    const { widths } = (await run({ networks: 2, widths: [4, 64], seed: 3 })).report;
    const alone = await Promise.all([3, 4].map(async (seed) => (await run({ seed }, 1, 64)).report.records["ntk.drift"].values.at(-1) ?? 0));
    const row = widths?.rows[1].numbers["ntk.drift"];
    expect(row?.mean).toBeCloseTo((alone[0] + alone[1]) / 2, 12);
    expect(row?.error).toBeCloseTo(Math.abs(alone[0] - alone[1]) / 2, 12);
    expect(widths?.exponents["ntk.drift"]).toBeLessThan(-0.3);
  });
});

describe("a run that is stopped", () => {
  test("before the first step, with the signal's reason; after it, with what is done", async () => {
    const reason = new Error("enough");
    await expect(runTraining(experiment({}), plugins, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const control = new AbortController();
    const checkpoints: Record<string, Checkpoint> = {};
    const onCheckpoint = (name: string, checkpoint: Checkpoint) => {
      checkpoints[name] = checkpoint;
    };
    const onEvent = (event: TrainingRunEvent) => {
      if (event.kind === "progress" && event.stage === "training") control.abort();
    };
    const given = experiment({ steps: 50, networks: 2 });
    const { outcome } = await runTraining(given, plugins, { signal: control.signal, onCheckpoint, onEvent });
    expect(outcome.report).toMatchObject({ status: "stopped", step: 20 });
    expect(outcome.report.ensemble).toBeUndefined();
    expect(outcome.report.curves.theory?.steps.at(-1)).toBe(20);
    expect(checkpoints["network"].step).toBe(20);
    const same = (found: { readonly parameters: Readonly<Record<string, NDArray>>; readonly report: TrainingReport }) => [
      found.parameters,
      { ...found.report, seconds: {} },
    ];
    const resumed = (await runTraining(given, plugins, { resume: checkpoints })).outcome;
    expect(same(resumed)).toEqual(same((await runTraining(given, plugins)).outcome));
  });
});

test("the result is JSON, and its experiment gives it again", async () => {
  const { report } = await run({ networks: 2, widths: [3, 5] });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  const again = (await runTraining(report.experiment, plugins)).outcome.report;
  expect({ ...again, seconds: {} }).toEqual({ ...report, seconds: {} });
});
