import { referenceBackend } from "@ntkit/backend-reference";
import { expect, test } from "vitest";
import { iris, network } from "../test/experiments.ts";
import { plugins, withFiles } from "../test/plugins.ts";
import type { ExperimentEvent } from "./clock.ts";
import { planRun } from "./plan.ts";
import { runExperiment } from "./run.ts";

const digits = {
  data: { source: { dataset: "digits" }, split: { order: "given", train: 300, test: 100 } },
  architecture: network(10),
  solver: { kind: "gp", predictor: "ntk", ridge: { kind: "relative", value: 0.01 } },
};

async function eventsOf(experiment: unknown): Promise<ExperimentEvent[]> {
  const events: ExperimentEvent[] = [];
  await runExperiment(experiment, plugins, { onEvent: (event) => void events.push(event) });
  return events;
}

test("stages begin and end in order, and progress within one only grows, to its end", async () => {
  for (const experiment of [{ ...iris, solver: { kind: "eigen", uncertainty: "covariances" } }, digits]) {
    const events = await eventsOf(experiment);
    const outline = events.filter(({ kind }) => kind !== "progress").map(({ kind, stage }) => `${stage} ${kind}`);
    expect(outline).toEqual(["data", "kernel", "decomposition", "prediction"].flatMap((stage) => [`${stage} stage`, `${stage} finished`]));
    let open = "";
    for (const event of events) {
      if (event.kind === "stage") open = event.stage;
      expect(event.stage).toBe(open);
      if (event.kind === "finished") expect(event.seconds).toBeGreaterThanOrEqual(0);
    }
    for (const stage of ["kernel", "prediction"]) {
      const steps = events.flatMap((event) => (event.kind === "progress" && event.stage === stage ? [event] : []));
      expect(steps.length).toBeGreaterThan(0);
      expect(new Set(steps.map(({ total }) => total)).size).toBe(1);
      steps.forEach(({ done }, i) => expect(done).toBeGreaterThan(i === 0 ? 0 : steps[i - 1].done));
      expect(steps.at(-1)?.done).toBeCloseTo(steps[0].total, 6);
    }
  }
  const details = (await eventsOf(iris)).flatMap((event) => (event.kind === "stage" ? [event.detail] : []));
  expect(details).toEqual(["load and prepare", "nngp and ntk: 60 × 60 and 30 × 60", "eigen, 60 × 60", "61 times and infinity"]);
});

test("the listener is awaited before a stage begins its work", async () => {
  const seen: string[] = [];
  await runExperiment(iris, plugins, {
    onEvent: async ({ kind, stage }) => {
      if (kind === "progress") return;
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(`${kind} ${stage}`);
    },
    onPlan: () => void seen.push("plan"),
  });
  expect(seen.slice(0, 3)).toEqual(["stage data", "plan", "finished data"]);
});

test("a signal stops the run with its reason: before the data, between two tiles, between two batches of times", async () => {
  const aborted = (at: (event: ExperimentEvent) => boolean) => {
    const controller = new AbortController();
    const on = referenceBackend();
    const run = runExperiment(
      iris,
      { ...plugins, backends: { auto: () => on } },
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (at(event)) controller.abort(new Error(`stopped in ${event.stage}`));
        },
      },
    );
    return run.then(
      () => "went on",
      (reason: unknown) => `${reason instanceof Error ? reason.message : reason}, ${on.liveTensors()} tensors left`,
    );
  };
  expect(await aborted(({ kind }) => kind === "stage")).toBe("stopped in data, 0 tensors left");
  expect(await aborted(({ kind, stage }) => kind === "progress" && stage === "kernel")).toBe("stopped in kernel, 0 tensors left");
  expect(await aborted(({ kind, stage }) => kind === "progress" && stage === "prediction")).toBe("stopped in prediction, 0 tensors left");
});

test("a run leaves no tensor behind", async () => {
  const on = referenceBackend();
  await runExperiment(iris, { ...plugins, backends: { mine: () => on } }, { backend: "mine" });
  expect(on.liveTensors()).toBe(0);
});

test("a refused plan ends the run before a backend is made, and for a file with a split before it is read", async () => {
  const done: string[] = [];
  const watched = {
    ...withFiles({ "table.csv": "1,2\n3,4\n5,6\n" }),
    backends: {
      auto: () => {
        done.push("backend");
        return referenceBackend();
      },
    },
  };
  const read = {
    ...watched,
    readText: async (file: string) => {
      done.push("read");
      return watched.readText?.(file) ?? "";
    },
  };
  const refuse = (limit: number) => ({
    onPlan: ({ bytes }: { bytes: number }) => {
      done.push("plan");
      if (bytes > limit) throw new Error("too much");
    },
  });
  const split = { order: "given", train: 2, test: 1 };
  const table = { data: { source: { file: "table.csv", task: "regression" }, split }, architecture: network(1) };
  await expect(runExperiment(table, read, refuse(100))).rejects.toThrow("too much");
  expect(done.splice(0)).toEqual(["plan"]);
  await expect(runExperiment({ ...table, data: { source: table.data.source } }, read, refuse(100))).rejects.toThrow("too much");
  expect(done.splice(0)).toEqual(["read", "plan"]);
  await runExperiment(table, read, refuse(1e6));
  expect(done.splice(0)).toEqual(["plan", "read", "plan", "backend"]);
  await expect(runExperiment(iris, watched, refuse(100))).rejects.toThrow("too much");
  expect(done).toEqual(["plan"]);
});

test("a plan is an upper bound and of the right size", async () => {
  const plans: { bytes: number; train: number; test: number; features: number; outputs: number }[] = [];
  await runExperiment(iris, plugins, { onPlan: (plan) => void plans.push(plan) });
  expect(plans).toEqual([{ train: 60, test: 30, features: 4, outputs: 3, bytes: expect.any(Number) }]);
  const [n, m] = [3000, 1000];
  // The kernels of the result, the eigenvectors, the covariance in their basis, and the product that makes it.
  const needed = 8 * (2 * n * n + 2 * m * n + 2 * n * n + 4 * n * n);
  const { bytes } = planRun({ train: n, test: m, features: 100, outputs: 10 }, false);
  expect(bytes).toBeGreaterThan(needed);
  expect(bytes).toBeLessThan(2 * needed);
  expect(planRun({ train: n, test: m, features: 100, outputs: 10 }, true).bytes).toBeGreaterThan(bytes + 8 * 4 * m * m);
});
