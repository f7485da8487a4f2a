import { writeFileSync } from "node:fs";
import { parseArchitecture, traceKernel } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray } from "@ntkit/core";
import { datasets } from "@ntkit/datasets";
import { evaluateKernel } from "@ntkit/kernels";
import { chooseLoss } from "@ntkit/losses";
import { type Problem, prepare, type Report } from "@ntkit/solvers";

/**
 * Right-hand sides that methods of integration need for cross-entropy on 500 digits up to λmax η t/Z = 10⁶, at the same error:
 * the largest error of a function value on the training points, against dopri5 at rtol 1e-8. Writes results/stiff-flow.json.
 */
const samples = 500;
const stiffness = 1e6;
const errorLevels = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
const on = referenceBackend();

const dense = (weightStd: number, biasStd: number) => ({ kind: "dense", width: 512, weightStd, biasStd });
const network = (kind: string, weightStd: number, biasStd: number) => ({
  version: 1,
  input: [64],
  layers: [
    dense(weightStd, biasStd),
    { kind },
    dense(weightStd, biasStd),
    { kind },
    dense(weightStd, biasStd),
    { kind },
    { ...dense(weightStd, biasStd), width: 10 },
  ],
});

const cases = [
  { name: "label smoothing 0.1, ReLU network of depth 3", smoothing: 0.1, layers: network("relu", Math.SQRT2, 0) },
  { name: "one-hot labels, erf network of depth 3 in the ordered phase", smoothing: 0, layers: network("erf", 1, 1) },
  { name: "one-hot labels, ReLU network of depth 3", smoothing: 0, layers: network("relu", Math.SQRT2, 0) },
];
const contenders = [
  { method: "dopri5", rtols: [1e-2, 1e-3, 1e-5, 1e-7], maxSteps: 1e6 },
  { method: "exponential-rosenbrock", rtols: [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6], maxSteps: 1e6 },
  { method: "rkc", rtols: [1e-2, 1e-3, 1e-4, 1e-5, 1e-6], maxSteps: 1e6 },
  { method: "auto", rtols: [1e-2, 1e-3, 1e-4, 1e-5, 1e-6], maxSteps: 1e6 },
  { method: "exponential", rtols: [1e-3], maxSteps: 1000 },
];

async function problemOf({ smoothing, layers }: (typeof cases)[number]): Promise<{ problem: Problem; time: number }> {
  const digits = datasets.digits;
  if (digits?.task !== "classification") throw new Error("digits are classes");
  const { inputs, labels } = await digits.load();
  const x = ndArray(
    inputs.data.slice(0, samples * 64).map((value) => value / 16),
    [samples, 64],
  );
  const trace = traceKernel(parseArchitecture(layers), ["ntk"], [64]);
  const { matrices, trouble } = await evaluateKernel(on, trace, x, null);
  if (trouble !== undefined) throw new Error(trouble.problem);
  const train = matrices["ntk"] as NDArray;
  const targets = ndArray(
    Float64Array.from({ length: samples * 10 }, (_, at) => smoothing / 10 + (labels[Math.floor(at / 10)] === at % 10 ? 1 - smoothing : 0)),
    [samples, 10],
  );
  const eigh = await on.eigh(on.tensor(train));
  if (eigh.status !== "ok") throw new Error(eigh.problem);
  const { data } = await on.read(eigh.values);
  return { problem: { loss: chooseLoss({ kind: "cross-entropy" }), kernels: { ntk: { train } }, targets }, time: (stiffness * samples) / data[samples - 1] };
}

async function integrate(
  problem: Problem,
  method: string,
  rtol: number,
  time: number,
  maxSteps: number,
): Promise<{ f: NDArray | undefined; report: Report; seconds: number }> {
  const begun = performance.now();
  const prepared = await prepare(on, { kind: "ode", method, rtol, atol: rtol, maxSteps }, problem);
  if (prepared.status !== "ok") throw new Error(prepared.problem);
  const [{ train, report }] = await prepared.at([time]);
  prepared.release();
  if (report === undefined) throw new Error("no report");
  return { f: train?.mean, report, seconds: (performance.now() - begun) / 1000 };
}

interface Run {
  readonly method: string;
  readonly rtol: number;
  readonly status: string;
  readonly error: number | null;
  readonly evaluations: number;
  readonly steps: number;
  readonly rejected: number;
  readonly seconds: number;
}

const results: object[] = [];
for (const setting of cases) {
  const { problem, time } = await problemOf(setting);
  console.log(`${setting.name}: n = ${samples}, λmax η t/Z = ${stiffness}`);
  const truth = await integrate(problem, "dopri5", 1e-8, time, 1e6);
  console.log(
    `  truth: ${truth.report.evaluations} right-hand sides, estimated error ${truth.report.errorEstimate?.toExponential(1)}, ${truth.seconds.toFixed(0)} s`,
  );
  const runs: Run[] = [];
  for (const { method, rtols, maxSteps } of contenders) {
    for (const rtol of rtols) {
      const { f, report, seconds } = await integrate(problem, method, rtol, time, maxSteps);
      const error = f === undefined ? null : f.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (truth.f?.data[at] ?? Number.NaN))), 0);
      const { steps, rejected, evaluations, status } = report;
      runs.push({ method, rtol, status, error, evaluations, steps, rejected, seconds });
      console.log(
        `  ${method.padEnd(22)} rtol ${rtol.toExponential(0)}  ${status}  error ${error?.toExponential(1)}  right-hand sides ${evaluations}  ${seconds.toFixed(1)} s`,
      );
    }
  }
  const fewest = (method: string, level: number): number | null => {
    const counts = runs.filter((run) => run.method === method && run.error !== null && run.error <= level).map(({ evaluations }) => evaluations);
    return counts.length === 0 ? null : Math.min(...counts);
  };
  const ratios = errorLevels.map((error) => {
    const dopri5 = fewest("dopri5", error);
    const others = contenders.filter(({ method }) => method !== "dopri5");
    const fewer = others.map(({ method }) => {
      const evaluations = fewest(method, error);
      return { method, evaluations, timesFewer: dopri5 === null || evaluations === null ? null : dopri5 / evaluations };
    });
    return { error, dopri5, fewer };
  });
  for (const { error, dopri5, fewer } of ratios) {
    const told = fewer.map(({ method, timesFewer }) => `${method} ${timesFewer === null ? "no such error" : timesFewer.toFixed(1)}`);
    console.log(`  error ≤ ${error.toExponential(0)}: dopri5 ${dopri5}; times fewer: ${told.join(", ")}`);
  }
  results.push({ case: setting.name, samples, stiffness, time, truth: truth.report, runs, ratios });
}
writeFileSync(
  new URL("../results/stiff-flow.json", import.meta.url),
  `${JSON.stringify({ benchmark: "stiff-flow", node: process.version, results }, null, 2)}\n`,
);
