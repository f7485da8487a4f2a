import type { CurveName, EnsembleReport, PreparedData, Score, TrainingOutcome, TrainingReport, WidthsReport } from "@ntkit/experiment";
import type { CurvesFigure } from "@ntkit/plots";
import type { NamedFigure } from "./figures.ts";
import { formatNumber } from "./summary.ts";
import { curveNames, predictionFigures } from "./training-predictions.ts";

type Series = CurvesFigure["panels"][number]["series"][number];
type Panel = CurvesFigure["panels"][number];

/** The pictures of a training, as data, in the order of the report. */
export function trainingFigures(outcome: TrainingOutcome, data: PreparedData): NamedFigure[] {
  const { report } = outcome;
  return [
    ...losses(report),
    ...predictionFigures(outcome, data),
    ...distances(report),
    ...movement(report),
    ...drift(report),
    ...(report.widths === undefined ? [] : byWidth(report.widths)),
    ...(report.ensemble === undefined ? [] : ensemble(report.ensemble)),
  ];
}

/** A curve beyond so many times the worst of the network is told in words, not drawn. */
const drawnUpTo = 100;

function losses({ curves, experiment }: TrainingReport): NamedFigure[] {
  const network = curves.network;
  const from = network?.steps.findIndex((step) => step > 0) ?? -1;
  if (network === undefined || network.steps.length - from < 2 || from < 0) return [];
  const steps = network.steps.slice(from);
  const isClass = network.test[0].accuracy !== undefined;
  const worst = Math.max(...[...network.train, ...network.test].map(({ loss }) => loss));
  const complete = Object.entries(curves).filter(([, curve]) => steps.every((step) => curve.steps.includes(step)));
  const drawn = complete.filter(([name]) => !isTwice(name, complete));
  const shown = drawn.filter(([name, curve]) => name === "network" || [...curve.train, ...curve.test].every(({ loss }) => loss <= drawnUpTo * worst));
  const hidden = Object.keys(curves).filter((name) => !isTwice(name, complete) && shown.every(([other]) => other !== name));
  const panel = (side: "train" | "test", label: string, value: (score: Score) => number, percent = false): Panel => {
    const series = shown.map(([name, curve]): Series => {
      const at = new Map(curve.steps.map((step, i) => [step, curve[side][i]]));
      return { name: curveNames[name as CurveName], values: steps.map((step) => value(at.get(step) ?? network[side][0])) };
    });
    return { y: { label, ...(percent ? { format: "percent" as const } : scaleOf(series)) }, series };
  };
  const accuracy = panel("test", "test accuracy", (score) => score.accuracy ?? 0, true);
  return [
    {
      name: "loss",
      heading: "How it learns",
      text: `The network, trained on "${experiment.loss.kind}"; its linear twin, trained beside it on the same samples, which is what its empirical kernel at the start predicts without a step; and the mean of the ensemble of infinitely wide networks.${hidden.length === 0 ? "" : ` Not drawn, because it runs away: ${hidden.map((name) => curveNames[name as CurveName]).join(", ")}.`}`,
      figure: {
        kind: "curves",
        title: "Loss over the steps of training",
        x: { label: "steps", scale: "log", values: steps },
        panels: [
          panel("train", "training loss a sample", ({ loss }) => loss),
          panel("test", "test loss a sample", ({ loss }) => loss),
          ...(isClass ? [accuracy] : []),
        ],
      },
    },
  ];
}

/** The prediction from the empirical kernel is the linear twin, to rounding: one line stands for both. */
const isTwice = (name: string, drawn: readonly (readonly [string, unknown])[]): boolean => name === "empirical" && drawn.some(([other]) => other === "linear");

/** Numbers above 0 that span more than a tenfold are shown by their logarithms. */
function scaleOf(series: readonly Series[]): { readonly scale: "linear" | "log" } {
  const values = series.flatMap((one) => [...one.values]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return { scale: low > 0 && high / low > 10 ? "log" : "linear" };
}

/** Curves by name as a figure: at the steps that all of them have, without those that are 0 throughout or begin before step 1. */
function overSteps(title: string, panels: readonly { readonly label: string; readonly curves: Readonly<Record<string, Steps>> }[]): CurvesFigure | undefined {
  const known = panels.map(({ label, curves }) => ({ label, curves: Object.entries(curves).filter(([, { values }]) => values.some((value) => value > 0)) }));
  const drawn = known.filter(({ curves }) => curves.length > 0);
  const all = drawn.flatMap(({ curves }) => curves.map(([, curve]) => curve));
  const steps = (all[0]?.steps ?? []).filter((step) => step > 0 && all.every((curve) => curve.steps.includes(step)));
  if (steps.length < 2) return undefined;
  return {
    kind: "curves",
    title,
    x: { label: "steps", scale: "log", values: steps },
    panels: drawn.map(({ label, curves }) => {
      const series = curves.map(([name, { steps: own, values }]) => ({ name, values: steps.map((step) => values[own.indexOf(step)]) }));
      return { y: { label, ...scaleOf(series) }, series };
    }),
  };
}

interface Steps {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

function distances({ distances: gaps }: TrainingReport): NamedFigure[] {
  const side = (which: "train" | "test") =>
    Object.fromEntries(
      Object.entries(gaps)
        .filter(([name], _, all) => !isTwice(name, all))
        .map(([name, gap]) => [curveNames[name as CurveName], { steps: gap[which].steps, values: gap[which].rms }]),
    );
  const figure = overSteps("Distance of the network's outputs from the others", [
    { label: "training outputs, rms", curves: side("train") },
    { label: "test outputs, rms", curves: side("test") },
  ]);
  const text =
    "The root of the mean squared difference over outputs. That to the linear twin is what the moving kernel does; that to the theory is also that this network began elsewhere than the mean of all of them.";
  return figure === undefined ? [] : [{ name: "distances", heading: "How far the theory is off", text, figure }];
}

function movement({ records }: TrainingReport): NamedFigure[] {
  const layers = Object.entries(records).flatMap(([name, curve]) => {
    const [, layer] = name.match(/^weight-change\.(.*\])$/) ?? [];
    return layer === undefined ? [] : [[layer, curve] as const];
  });
  const whole = "weight-change" in records ? [["all", records["weight-change"]] as const] : [];
  const figure = overSteps("How far the weights have moved", [{ label: "‖w − w₀‖/‖w₀‖", curves: Object.fromEntries([...whole, ...layers]) }]);
  const text = "The change of the weights of each layer, relative to their size at the start.";
  return figure === undefined ? [] : [{ name: "weight-change", heading: "What moves", text, figure }];
}

function drift({ records, learningRate, experiment }: TrainingReport): NamedFigure[] {
  const pick = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(names).flatMap(([name, shown]) => (name in records ? [[shown, records[name]] as const] : [])));
  const figure = overSteps("How far the empirical NTK has moved", [
    { label: "NTK", curves: pick({ "ntk.drift": "drift ‖Θ − Θ₀‖/‖Θ₀‖", "ntk.distance": "kernel distance 1 − cos" }) },
    { label: "sharpness", curves: pick({ sharpness: "sharpness λmax" }) },
  ]);
  const stable =
    experiment.training.optimiser.kind === "gradient-descent"
      ? ` Steps of this size are stable up to a sharpness of ${formatNumber(2 / learningRate.value, 3)}.`
      : "";
  const text = `A network that is wide enough keeps its kernel. The sharpness is the largest eigenvalue of the curvature that gradient descent meets.${stable}`;
  return figure === undefined ? [] : [{ name: "drift", heading: "Does the kernel stay?", text, figure }];
}

function byWidth({ rows, exponents }: WidthsReport): NamedFigure[] {
  const known = [...rows].filter(({ networks }) => networks > 0).sort((a, b) => a.width - b.width);
  if (known.length < 2) return [];
  const panel = (label: string, names: Readonly<Record<string, string>>): Panel[] => {
    const series = Object.entries(names).flatMap(([name, shown]): Series[] => {
      const spreads = known.flatMap(({ numbers }) => (numbers[name]?.mean > 0 ? [numbers[name]] : []));
      if (spreads.length < known.length) return [];
      const law = exponents[name] === undefined ? "" : `, width^${exponents[name].toFixed(2)}`;
      const band = { lower: spreads.map(({ mean, error }) => Math.max(mean - error, mean / 10)), upper: spreads.map(({ mean, error }) => mean + error) };
      return [{ name: `${shown}${law}`, values: spreads.map(({ mean }) => mean), band }];
    });
    return series.length === 0 ? [] : [{ y: { label, scale: "log" }, series }];
  };
  const layers = Object.keys(known[0].numbers).flatMap((name) =>
    /^weight-change\..*\]$/.test(name) ? [[name, name.slice("weight-change.".length)] as const] : [],
  );
  const panels = [
    ...panel("‖w − w₀‖/‖w₀‖", Object.fromEntries([["weight-change", "all weights"], ...layers])),
    ...panel("NTK", { "ntk.drift": "drift", "ntk.distance": "kernel distance" }),
  ];
  if (panels.length === 0) return [];
  const text =
    "After the last step, with all hidden layers of each width: mean over networks, and its standard error. In the limit of infinite width all of this is 0. In the NTK parameterisation the weights between hidden layers change as 1/width and those of the first and the last layer as 1/√width; theory bounds the drift by 1/√width, and 1/width is what is mostly seen.";
  const figure: CurvesFigure = {
    kind: "curves",
    title: "Weight change and kernel drift against width",
    x: { label: "width", scale: "log", values: known.map(({ width }) => width) },
    panels,
  };
  return [{ name: "widths", heading: "Wider networks move less", text, figure }];
}

/** So many points to a bin make a smooth Gaussian. */
const pointsInBin = 6;

function ensemble({ against, seeds }: EnsembleReport): NamedFigure[] {
  if (against === undefined) return [];
  const { edges, counts } = against.histogram;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = edges[1] - edges[0];
  // Bars are drawn as the ground under a line that jumps: two points of a jump lie a hair apart.
  const places = counts.flatMap((count, bin) =>
    Array.from({ length: pointsInBin }, (_, k) => ({ count, x: edges[bin] + width * (0.001 + (0.998 * k) / (pointsInBin - 1)) })),
  );
  const bars = places.map(({ count }) => count);
  const { normality, rejected } = against;
  return [
    {
      name: "ensemble",
      heading: "Is the ensemble Gaussian?",
      text: `Outputs of ${seeds.length} trained networks at the test point where the theory is least certain, less the mean of the theory and divided by its standard deviation. Kolmogorov and Smirnov: distance ${formatNumber(normality.statistic, 3)}, p = ${formatNumber(normality.pValue, 3)}; of all points and outputs, ${formatNumber(100 * rejected, 3)} % have p < 0.05. The covariance between test points is ${formatNumber(100 * against.covarianceError, 3)} % off that of the theory; ${formatNumber(100 * against.covarianceErrorByChance, 3)} % is what chance makes of so many networks.`,
      figure: {
        kind: "curves",
        title: "Trained networks against the Gaussian of infinite width",
        x: { label: "(output − mean)/deviation of the theory", values: places.map(({ x }) => x) },
        panels: [
          {
            y: { label: "outputs of networks" },
            series: [
              { name: "networks", values: bars, band: { lower: bars.map(() => 0), upper: bars } },
              { name: "theory", values: places.map(({ x }) => (total * width * Math.exp(-(x ** 2) / 2)) / Math.sqrt(2 * Math.PI)) },
            ],
          },
        ],
      },
    },
  ];
}
