import type { NDArray } from "@ntkit/core";
import type { ExperimentResult, Outcome, PreparedData } from "@ntkit/experiment";
import { argmax } from "@ntkit/losses";
import type { CurvesFigure, ExamplesFigure, Figure } from "@ntkit/plots";
import { firstTime, formatNumber, unitOfTime } from "./summary.ts";

/** A figure with the name of its file. */
export interface NamedFigure {
  readonly name: string;
  readonly heading: string;
  readonly text: string;
  readonly figure: Figure;
}

/** The pictures of an outcome, as data, in the order of the report. */
export function outcomeFigures(outcome: Outcome, data: PreparedData): NamedFigure[] {
  const { result } = outcome;
  return [
    ...(result.curve.length > 2 ? [trainingCurve(result)] : []),
    ...(data.task === "classification" ? [confusion(outcome, data), ...examples(outcome, data)] : [scatter(outcome, data)]),
    ...((result.spectrum?.eigenvalues[0] ?? 0) > 0 ? [spectrum(result)] : []),
    heatMap(outcome, data),
  ];
}

function trainingCurve({ curve, reached, final, experiment, conventions, report }: ExperimentResult): NamedFigure {
  // A logarithmic axis has neither 0 nor infinity; the marker and the caption tell the end.
  const shown = curve.filter((p): p is typeof p & { time: number } => typeof p.time === "number" && p.time > 0);
  const isClass = final.test.accuracy !== undefined;
  const name = isClass ? "accuracy" : "r²";
  const skill = (side: "train" | "test") => shown.map((p) => (isClass ? p[side].accuracy : p[side].r2) ?? Number.NaN);
  const end = (isClass ? final.test.accuracy : final.test.r2) ?? Number.NaN;
  const [first, last] = [shown[0].time, shown[shown.length - 1].time];
  const markers = reached.flatMap(({ fraction, time }) =>
    typeof time === "number" && time >= first && time <= last ? [{ at: time, label: `${fraction * 100} %` }] : [],
  );
  const figure: CurvesFigure = {
    kind: "curves",
    title: `${isClass ? "Accuracy" : name} and loss over training time`,
    ...(markers.length === 0
      ? {}
      : {
          caption: `Markers: where the test ${name} first comes to this share of its final ${isClass ? `${formatNumber(end * 100, 3)} %` : formatNumber(end, 3)}.`,
        }),
    x: {
      label: `training time t${conventions.dynamics === null ? "" : ` [${unitOfTime(conventions.dynamics)}]`}`,
      scale: "log",
      values: shown.map((p) => p.time),
    },
    panels: [
      {
        y: { label: name, format: isClass ? "percent" : "number" },
        series: [
          { name: "test", values: skill("test") },
          { name: "train", values: skill("train") },
        ],
      },
      {
        y: { label: "loss a sample" },
        series: [
          { name: "test", values: shown.map((p) => p.test.loss) },
          { name: "train", values: shown.map((p) => p.train.loss) },
        ],
      },
    ],
    markers,
  };
  return {
    name: "training-curve",
    heading: "How it learns",
    text: `The mean prediction of ${experiment.architecture === undefined ? "the kernel" : "an ensemble of infinitely wide networks"}, as the solver ${conventions.solver.kind} trains it: ${report.method.reason}.`,
    figure,
  };
}

/** The classical kernel that an experiment names, or the one of its network. */
const kernelName = ({ experiment, conventions }: ExperimentResult): string => experiment.kernel?.kind ?? conventions.kernel;

function spectrum(result: ExperimentResult): NamedFigure {
  const { conventions, reached } = result;
  const { eigenvalues = [] } = result.spectrum ?? {};
  const { dynamics } = conventions;
  const markers = reached.flatMap(({ fraction, time }) =>
    typeof time === "number" && time >= firstTime(result) ? [{ time, label: `${fraction * 100} %` }] : [],
  );
  return {
    name: "spectrum",
    heading: "What is learnt fast and slowly",
    text: "Each eigenvector of the training kernel is a pattern over the samples; what the targets hold of it is learnt exponentially, with a time constant inverse to its eigenvalue.",
    figure: {
      kind: "spectrum",
      title: `Eigenvalues of the ${kernelName(result)} kernel on the training samples`,
      series: [{ name: kernelName(result), eigenvalues: [...eigenvalues] }],
      ...(dynamics === null ? {} : { timeConstant: { factor: dynamics.normaliser.value / dynamics.learningRate }, markers }),
    },
  };
}

function heatMap({ kernel, result }: Outcome, { train, classNames }: PreparedData): NamedFigure {
  const n = kernel.shape[0];
  const labels = train.labels;
  const order = Array.from({ length: n }, (_, i) => i);
  if (labels !== undefined) order.sort((a, b) => labels[a] - labels[b] || a - b);
  const values = order.map((i) => order.map((j) => kernel.data[i * n + j]));
  const counts =
    labels === undefined || classNames === undefined ? undefined : classNames.map((name, c) => ({ name, count: labels.filter((l) => l === c).length }));
  const groups = counts?.filter(({ count }) => count > 0);
  return {
    name: "kernel",
    heading: "The kernel",
    text: `How alike two training samples are to the ${result.experiment.architecture === undefined ? "kernel" : "network"}: moving the prediction on one moves it on the other in proportion.${groups === undefined ? "" : " Rows and columns are sorted by class."}`,
    figure: {
      kind: "heat-map",
      title: `The ${kernelName(result)} kernel between training samples`,
      label: kernelName(result),
      values,
      rows: "training sample",
      columns: "training sample",
      ...(groups === undefined ? {} : { groups }),
    },
  };
}

const atTheEnd = ({ conventions }: ExperimentResult): string => (conventions.dynamics === null ? "" : " at the end of training");

function confusion({ final, result }: Outcome, { test, classNames = [] }: PreparedData): NamedFigure {
  const predicted = argmax(final.test.mean);
  const counts = classNames.map(() => classNames.map(() => 0));
  test.labels?.forEach((label, row) => {
    counts[label][predicted[row]] += 1;
  });
  return {
    name: "confusion",
    heading: "What it takes for what",
    text: `Each test sample is given the class whose mean output is largest${atTheEnd(result)}.`,
    figure: { kind: "confusion", title: "Confusion matrix on the test samples", classes: [...classNames], counts },
  };
}

interface Ranked {
  readonly row: number;
  readonly truth: number;
  readonly predicted: number;
  /** Lead of the largest mean over the second, in standard deviations of the difference of two outputs. */
  readonly lead: number;
}

function rank(mean: NDArray, variance: NDArray, labels: Int32Array): Ranked[] {
  const outputs = mean.shape[1];
  return argmax(mean).map((predicted, row) => {
    const means = mean.data.subarray(row * outputs, (row + 1) * outputs);
    const second = means.reduce((best, value, o) => (o === predicted ? best : Math.max(best, value)), Number.NEGATIVE_INFINITY);
    const spread = Math.sqrt(2 * variance.data[row]);
    return { row, truth: labels[row], predicted, lead: spread > 0 ? (means[predicted] - second) / spread : Number.POSITIVE_INFINITY };
  });
}

function examples({ final }: Outcome, { test, classNames = [], imageShape }: PreparedData): NamedFigure[] {
  const { mean, variance } = final.test;
  if (variance === undefined || test.labels === undefined) return [];
  const outputs = mean.shape[1];
  const byLead = rank(mean, variance, test.labels).sort((a, b) => b.lead - a.lead || a.row - b.row);
  const item = ({ row, truth, predicted }: Ranked) => ({
    name: `#${test.rows[row]}`,
    ...(imageShape === undefined ? {} : { pixels: [...test.raw.data.subarray(row * test.raw.stride[0], (row + 1) * test.raw.stride[0])] }),
    truth,
    predicted,
    mean: [...mean.data.subarray(row * outputs, (row + 1) * outputs)],
    deviation: new Array<number>(outputs).fill(Math.sqrt(variance.data[row])),
  });
  const right = byLead.filter((r) => r.truth === r.predicted);
  const wrong = byLead.filter((r) => r.truth !== r.predicted);
  const most = imageShape === undefined ? 3 : 4;
  const groups: ExamplesFigure["groups"] = [
    { heading: "Right, and most certain", items: right.slice(0, most).map(item) },
    { heading: "Right, and least certain", items: right.slice(most).slice(-most).map(item) },
    { heading: "Wrong, and most certain", items: wrong.slice(0, most).map(item) },
  ].filter(({ items }) => items.length > 0);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of test.raw.data) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [
    {
      name: "examples",
      heading: "How sure it is",
      text: "A prediction may differ from its mean where the training samples leave it free to. Certainty is the lead of the best class over the second, measured in standard deviations.",
      figure: {
        kind: "examples",
        title: "Test samples with mean and deviation for each class",
        classes: [...classNames],
        ...(imageShape === undefined ? {} : { image: { width: imageShape[1], height: imageShape[0], range: [low, high] as [number, number] } }),
        groups,
      },
    },
  ];
}

function scatter({ final, result }: Outcome, { test, targetName = "target", targetScales = [] }: PreparedData): NamedFigure {
  const { mean, variance } = final.test;
  const outputs = mean.shape[1];
  const scaleOf = (o: number) => targetScales[o] ?? { shift: 0, scale: 1 };
  const column = (array: NDArray, o: number) =>
    Array.from({ length: array.shape[0] }, (_, row) => scaleOf(o).shift + scaleOf(o).scale * array.data[row * outputs + o]);
  return {
    name: "predictions",
    heading: "Predictions",
    text: `The mean prediction${atTheEnd(result)} against the true value of each test sample.`,
    figure: {
      kind: "scatter",
      title: `Predicted and true ${targetName}`,
      x: { label: `true ${targetName}` },
      y: { label: `predicted ${targetName}` },
      series: Array.from({ length: outputs }, (_, o) => ({
        name: outputs === 1 ? "test samples" : `output ${o}`,
        x: column(test.targets, o),
        y: column(mean, o),
        ...(variance === undefined ? {} : { deviation: [...variance.data].map((v) => Math.sqrt(v) * scaleOf(o).scale) }),
      })),
      identity: true,
    },
  };
}
