import { type EdgeOfChaos, edgeOfChaos, type PhasePoint, phasePoint } from "@ntkit/analysis";
import { type DualFunction, dualFunction } from "@ntkit/architectures";
import { breather } from "@ntkit/core";
import type { JobContext } from "../../compute/job.ts";
import { type Network, nonlinearityOf } from "../../network/network.ts";
import { plugins } from "../../plugins.ts";
import { edgeAt, layers, starts } from "./plane.ts";

export type Nonlinearity = Pick<Network, "activation" | "formula">;

/** The weight variance on the edge for each bias variance of `edgeAt`, as far as it is found; null where there is none. */
export type Edge = readonly (number | null)[];

const duals = new Map<string, DualFunction>();
const edges = new Map<string, (number | null)[]>();

function dualOf(nonlinearity: Nonlinearity): DualFunction {
  const key = JSON.stringify(nonlinearityOf(nonlinearity));
  const known = duals.get(key) ?? dualFunction(nonlinearityOf(nonlinearity), plugins.architectures.nonlinearities);
  duals.set(key, known);
  return known;
}

/** The edge of chaos, place by place; what was found before a job was stopped is kept. */
export async function edge({ activation, formula }: Nonlinearity, { report, signal }: JobContext<Edge>): Promise<Edge> {
  const key = JSON.stringify(nonlinearityOf({ activation, formula }));
  const found = edges.get(key) ?? [];
  edges.set(key, found);
  const dual = dualOf({ activation, formula });
  const breathe = breather();
  while (found.length < edgeAt.length) {
    const place: EdgeOfChaos | null = edgeOfChaos(dual, Math.sqrt(edgeAt[found.length]));
    found.push(place === null ? null : place.weightStd ** 2);
    report([...found]);
    await breathe();
    signal.throwIfAborted();
  }
  return [...found];
}

export interface PointRequest extends Nonlinearity {
  readonly weightStd: number;
  readonly biasStd: number;
}

export interface Fate extends PhasePoint {
  /** The correlation of two inputs layer by layer, from several correlations of the inputs [start][layer]; none without a fixed variance. */
  readonly correlations: readonly (readonly number[])[];
}

/** What becomes of signals in a deep network with these scales. */
export async function point({ weightStd, biasStd, ...nonlinearity }: PointRequest): Promise<Fate> {
  const dual = dualOf(nonlinearity);
  const found = phasePoint(dual, { weightStd, biasStd });
  const { variance, correlation } = found;
  if (correlation === null) return { ...found, correlations: [] };
  const next = (c: number) => (weightStd ** 2 * dual(variance, Math.min(1, c) * variance, variance).nngp + biasStd ** 2) / variance;
  const correlations = starts.map((start) => {
    const course: number[] = [start];
    for (let layer = 0; layer < layers; layer++) course.push(next(course[layer]));
    return course;
  });
  return { ...found, correlations };
}
