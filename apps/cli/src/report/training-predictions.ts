import type { NDArray } from "@ntkit/core";
import type { CurveName, PreparedData, TrainingOutcome } from "@ntkit/experiment";
import { argmax } from "@ntkit/losses";
import type { ScatterFigure } from "@ntkit/plots";
import type { NamedFigure } from "./figures.ts";
import { csvText } from "./predictions.ts";

/** What the curves are called in pictures and tables. */
export const curveNames: Readonly<Record<CurveName, string>> = {
  network: "network",
  linear: "linear twin",
  empirical: "empirical kernel",
  theory: "theory (infinite width)",
};

/** In the units of the target: the mean of every output. */
const inUnits = ({ targetScales = [] }: PreparedData, output: number) => targetScales[output] ?? { shift: 0, scale: 1 };

function column(array: NDArray, output: number, data: PreparedData): number[] {
  const { shift, scale } = inUnits(data, output);
  return Array.from({ length: array.shape[0] }, (_, row) => shift + scale * array.data[row * array.shape[1] + output]);
}

/** Predictions over a single input, or the network's against those of the theory. */
export function predictionFigures(outcome: TrainingOutcome, data: PreparedData): NamedFigure[] {
  return data.task === "regression" && data.test.raw.stride[0] === 1 && data.test.rows.length > 1 ? overInput(outcome, data) : againstTheory(outcome, data);
}

function overInput({ outputs }: TrainingOutcome, data: PreparedData): NamedFigure[] {
  const { raw, targets } = data.test;
  const order = [...raw.data.keys()].sort((a, b) => raw.data[a] - raw.data[b]).filter((row, i, all) => i === 0 || raw.data[row] > raw.data[all[i - 1]]);
  const drawn = targets.shape[1];
  const { testVariance } = outputs;
  const panels = Array.from({ length: drawn }, (_, o) => {
    const pick = (array: NDArray) => order.map((row) => column(array, o, data)[row]);
    const lines = Object.entries(outputs.test)
      .filter(([name]) => name !== "empirical" || outputs.test.linear === undefined)
      .map(([name, array]) => ({ name: curveNames[name as CurveName], kind: name, values: pick(array) }));
    const series = lines.map(({ kind, ...line }) => {
      if (kind !== "theory" || testVariance === undefined) return line;
      const deviation = order.map((row) => 2 * Math.sqrt(testVariance.data[row]) * inUnits(data, o).scale);
      return { ...line, band: { lower: line.values.map((value, i) => value - deviation[i]), upper: line.values.map((value, i) => value + deviation[i]) } };
    });
    const name = data.targetName ?? (drawn === 1 ? "target" : `target ${o}`);
    return { y: { label: name }, series: [...series, { name: "true", values: pick(targets) }] };
  });
  if (order.length < 2 || Object.keys(outputs.test).length === 0) return [];
  return [
    {
      name: "predictions",
      heading: "Predictions",
      text: `Outputs on the test points after ${outputs.step} steps.${testVariance === undefined ? "" : " The band is the theory's mean ± two standard deviations over initialisations: where one network may lie."}`,
      figure: { kind: "curves", title: `Predictions after ${outputs.step} steps`, x: { label: "input", values: order.map((row) => raw.data[row]) }, panels },
    },
  ];
}

/** More points than this hide each other. */
const mostPoints = 3000;

/** More outputs than this cannot be told apart by their colours. */
const mostColours = 6;

function againstTheory({ outputs }: TrainingOutcome, data: PreparedData): NamedFigure[] {
  const other = (["theory", "empirical", "linear"] as const).find((name) => outputs.test[name] !== undefined);
  const [network, theory] = [outputs.test.network, other && outputs.test[other]];
  if (network === undefined || theory === undefined || other === undefined) return [];
  const { task, classNames = [], targetName = "target" } = data;
  const width = network.shape[1];
  const rows = Math.min(network.shape[0], Math.floor(mostPoints / width));
  const variance = other === "theory" ? outputs.testVariance : undefined;
  const apart = Array.from({ length: width }, (_, o): ScatterFigure["series"][number] => ({
    name: task === "classification" ? (classNames[o] ?? `output ${o}`) : width === 1 ? "test samples" : `output ${o}`,
    x: column(network, o, data).slice(0, rows),
    y: column(theory, o, data).slice(0, rows),
    ...(variance === undefined || rows * width > 400 ? {} : { deviation: [...variance.data.slice(0, rows)].map((v) => Math.sqrt(v) * inUnits(data, o).scale) }),
  }));
  const all = { name: "test samples", x: apart.flatMap(({ x }) => x), y: apart.flatMap(({ y }) => y) };
  const what = task === "classification" ? "output" : targetName;
  return [
    {
      name: "predictions",
      heading: "Predictions",
      text: `What the network says of each test sample after ${outputs.step} steps, and what the ${curveNames[other]} says.`,
      figure: {
        kind: "scatter",
        title: `The network and the ${curveNames[other]} on test samples`,
        x: { label: `${what} of the network` },
        y: { label: `${what} of the ${curveNames[other]}` },
        series: width > mostColours ? [all] : apart,
        identity: "both say the same",
      },
    },
  ];
}

/**
 * One line for each test sample: its row in the data (counted from 0), what it is, and what each of the functions says after the last
 * step: for classes the class and every output, for numbers the prediction in the units of the target, and the theory's standard deviation.
 */
export function trainingPredictionsCsv({ outputs }: TrainingOutcome, data: PreparedData): string {
  const { task, test, classNames = [], targetName = "target" } = data;
  const functions = Object.entries(outputs.test);
  const width = test.targets.shape[1];
  const { testVariance } = outputs;
  const outputName = (o: number) => (task === "classification" ? ` ${classNames[o] ?? o}` : width === 1 ? "" : ` ${o}`);
  const truths = task === "classification" ? ["true"] : Array.from({ length: width }, (_, o) => `true ${targetName}${outputName(o)}`);
  const heads = functions.flatMap(([name]) => [
    ...(task === "classification" ? [name] : []),
    ...Array.from({ length: width }, (_, o) => `${name}${outputName(o)}`),
  ]);
  const spread =
    testVariance === undefined
      ? []
      : Array.from({ length: task === "classification" ? 1 : width }, (_, o) => `theory deviation${task === "classification" ? "" : outputName(o)}`);
  const classes = functions.map(([, array]) => (task === "classification" ? argmax(array) : []));
  const columns = functions.map(([, array]) => Array.from({ length: width }, (_, o) => column(array, o, data)));
  const trueColumns = Array.from({ length: width }, (_, o) => column(test.targets, o, data));
  const lines = test.rows.map((row, i) => [
    row,
    ...(task === "classification" ? [classNames[test.labels?.[i] ?? 0]] : trueColumns.map((values) => values[i])),
    ...functions.flatMap((_, f) => [...(task === "classification" ? [classNames[classes[f][i]]] : []), ...columns[f].map((values) => values[i])]),
    ...(testVariance === undefined ? [] : spread.map((__, o) => Math.sqrt(testVariance.data[i]) * inUnits(data, o).scale)),
  ]);
  return csvText([["row", ...truths, ...heads, ...spread], ...lines]);
}
