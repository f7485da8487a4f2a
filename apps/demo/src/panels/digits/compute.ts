import { breather, ndArray, zeros } from "@ntkit/core";
import { erfNumber } from "@ntkit/formula";
import { accuracy, argmax } from "@ntkit/losses";
import { type EigenState, eigen, release } from "@ntkit/solvers";
import type { JobContext } from "../../compute/job.ts";
import { remember } from "../../compute/remember.ts";
import type { Network } from "../../network/network.ts";
import { plugins } from "../../plugins.ts";
import { inkOf, side } from "./drawing.ts";
import { coefficientsOf, type Ensemble, loadDigits, seenFrom, trainEnsemble } from "./ensemble.ts";
import { classes, times } from "./setting.ts";

/** Pictures of the data set, for the page to show. */
export interface Gallery {
  /** Ink, one image after the other. */
  readonly train: Float64Array;
  readonly trainLabels: Int32Array;
  readonly test: Float64Array;
  readonly testLabels: Int32Array;
}

/** All images. */
export async function gallery({ count }: { readonly count: number }, _: JobContext): Promise<Gallery> {
  const { train, test } = await loadDigits(count);
  return { train: train.ink.data, trainLabels: train.labels, test: test.ink.data, testLabels: test.labels };
}

export interface LookRequest {
  readonly network: Network;
  readonly count: number;
  readonly drawing: string;
  readonly time: number;
}

/** A verdict on an image: the two largest outputs, and the share of all networks in which the first is above the second. */
export interface Verdict {
  readonly first: number;
  readonly second: number;
  readonly agreement: number;
}

/** A training image and its part Θ(x, x_i) a_i in an output. */
export interface Pull {
  readonly image: number;
  readonly part: number;
}

export interface EigenDigit {
  readonly eigenvalue: number;
  /** Σ v_i x_i over the prepared training images, with v the eigenvector [64]. */
  readonly image: Float64Array;
}

/** Accuracies of the mean at `times`, and how training looks from the inside: the same for every drawing and time. */
export interface Course {
  readonly train: readonly number[];
  readonly test: readonly number[];
  readonly eigenDigits: readonly EigenDigit[];
}

export interface Look {
  /** What it is an answer to. */
  readonly count: number;
  readonly network: Network;
  readonly course: Course;
  readonly accuracy: { readonly train: number; readonly test: number };
  /** Outputs for the drawing [10], and their standard deviation over all networks. */
  readonly outputs: Float64Array;
  readonly deviation: number;
  readonly verdict: Verdict;
  /** Of the largest output: those that pull it up most, and those that pull it down most. */
  readonly towards: readonly Pull[];
  readonly away: readonly Pull[];
  /** The test images whose two largest outputs are nearest to one another. */
  readonly closest: readonly (Verdict & { readonly image: number })[];
}

const [shownPulls, shownCalls, shownModes] = [8, 12, 12];

/** What is known as soon as the networks are trained. */
interface Trained {
  readonly ensemble: Ensemble;
  /** The training, seen from the test images. */
  readonly test: EigenState;
  readonly coefficients: EigenState;
  readonly course: Course;
}

const trainings = remember<Trained>(({ ensemble, test }) => release(ensemble.solveOn, test));
const moments = remember<Moment>();

/** The drawing, judged by the networks that were trained until `time`; and how well they do on the test images. */
export async function look({ network, count, drawing, time }: LookRequest, { on }: JobContext): Promise<Look> {
  const setting = [on.name, network, count];
  const trained = await trainings.for(setting, async () => {
    const ensemble = await trainEnsemble(on, { network, count }, plugins);
    const test = (await seenFrom(ensemble, ensemble.data.test.inputs)).state;
    return { ensemble, test, coefficients: coefficientsOf(ensemble), course: await courseOf(ensemble, test) };
  });
  const { ensemble, course } = trained;
  const { solveOn, data } = ensemble;
  const now = await moments.for([setting, time], () => momentOf(trained, time));
  return solveOn.scope(async () => {
    const seen = await seenFrom(ensemble, data.prepare(ndArray(Float64Array.from(inkOf(drawing)), [1, side * side])));
    const [{ test }] = await eigen.at(solveOn, seen.state, [time], { sets: ["test"] });
    const outputs = test?.mean.data ?? new Float64Array(classes);
    const deviation = Math.sqrt(test?.variance?.data[0] ?? 0);
    const verdict = verdictOf(outputs, deviation);
    const parts = Array.from(seen.ntk.data, (value, image) => ({ image, part: value * now.coefficients[image * classes + verdict.first] }));
    const sorted = parts.sort((a, b) => b.part - a.part);
    return {
      count,
      network,
      course,
      accuracy: now.accuracy,
      outputs,
      deviation,
      verdict,
      towards: sorted.slice(0, shownPulls),
      away: sorted.slice(-shownPulls / 2).reverse(),
      closest: now.closest,
    };
  });
}

/** What is the same for every drawing. */
interface Moment {
  readonly accuracy: { readonly train: number; readonly test: number };
  readonly coefficients: Float64Array;
  readonly closest: Look["closest"];
}

async function momentOf({ ensemble, ...view }: Trained, time: number): Promise<Moment> {
  const { solveOn, data } = ensemble;
  return solveOn.scope(async () => {
    const [{ train, test }] = await eigen.at(solveOn, view.test, [time], { uncertainty: "none" });
    const [{ test: coefficients }] = await eigen.at(solveOn, view.coefficients, [time], { sets: ["test"], uncertainty: "none" });
    const [onTrain, onTest] = [train?.mean ?? zeros([0, classes]), test?.mean ?? zeros([0, classes])];
    const calls = data.test.inputs.shape[0];
    const row = (image: number) => onTest.data.subarray(image * classes, (image + 1) * classes);
    const lead = Array.from({ length: calls }, (_, image) => {
      const [first, second] = [...row(image)].sort((a, b) => b - a);
      return { image, lead: first - second };
    });
    const nearest = lead.sort((a, b) => a.lead - b.lead).slice(0, shownCalls);
    const inputs = data.test.inputs.data;
    const features = side * side;
    const asked = nearest.flatMap(({ image }) => [...inputs.subarray(image * features, (image + 1) * features)]);
    const seen = await seenFrom(ensemble, ndArray(Float64Array.from(asked), [shownCalls, features]));
    const [{ test: spread }] = await eigen.at(solveOn, seen.state, [time], { sets: ["test"] });
    return {
      accuracy: { train: accuracy(onTrain, data.train.labels), test: accuracy(onTest, data.test.labels) },
      coefficients: coefficients?.mean.data ?? new Float64Array(),
      closest: nearest.map(({ image }, at) => ({ image, ...verdictOf(row(image), Math.sqrt(spread?.variance?.data[at] ?? 0)) })),
    };
  });
}

/** Outputs are independent, each with this deviation, so their difference has √2 times it. */
function verdictOf(outputs: Float64Array, deviation: number): Verdict {
  const [first] = argmax(ndArray(outputs, [1, classes]));
  const others = outputs.map((value, output) => (output === first ? Number.NEGATIVE_INFINITY : value));
  const second = others.indexOf(Math.max(...others));
  const lead = outputs[first] - outputs[second];
  return { first, second, agreement: deviation === 0 ? Number(lead > 0) : (1 + erfNumber(lead / (2 * deviation))) / 2 };
}

/** So many times at once; in between the worker hears whether something else is wanted. */
const batch = 8;

async function courseOf({ solveOn, data, state }: Ensemble, view: EigenState): Promise<Course> {
  const shares: { readonly train: number; readonly test: number }[] = [];
  const breathe = breather();
  for (let from = 0; from < times.length; from += batch) {
    for (const { train, test } of await eigen.at(solveOn, view, times.slice(from, from + batch), { uncertainty: "none" })) {
      if (train && test) shares.push({ train: accuracy(train.mean, data.train.labels), test: accuracy(test.mean, data.test.labels) });
    }
    await breathe();
  }
  const pictures = await solveOn.scope(async () => solveOn.read(solveOn.matmul(state.held.vectors, solveOn.tensor(data.train.inputs), { transposeA: true })));
  const features = side * side;
  const order = Array.from(state.modes.keys()).sort((a, b) => state.modes[b] - state.modes[a]);
  return {
    train: shares.map(({ train }) => train),
    test: shares.map(({ test }) => test),
    eigenDigits: order
      .slice(0, shownModes)
      .map((mode) => ({ eigenvalue: state.modes[mode], image: Float64Array.from(pictures.data.subarray(mode * features, (mode + 1) * features)) })),
  };
}
