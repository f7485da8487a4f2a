import type { Backend, Tensor } from "@ntkit/backend";
import { ShapeMismatch } from "@ntkit/core";
import type { LayerSpec, Parameterization } from "../layer.ts";
import type { Walk } from "../walk.ts";
import { finiteRule, shown } from "./describe.ts";
import type { ForwardContext, Series } from "./finite-layer.ts";
import { type Draws, noiseAt } from "./noise.ts";

/** What the forward pass leaves behind for the way back: what came into every layer, and what came out of nested ones, by place. */
export interface Tape {
  readonly inputs: Map<string, Tensor>;
  readonly results: Map<string, Tensor>;
}

export interface Pass extends Draws {
  readonly on: Backend;
  readonly kinds: Walk["kinds"];
  readonly parameterization: Parameterization;
}

export interface ForwardPass extends Pass {
  readonly degree: number;
  readonly parameters: Readonly<Record<string, Series>>;
  /** Left out: nothing is kept, and a tensor is freed as soon as no layer needs it. */
  readonly tape?: Tape;
}

/** The parameter called `name`. Throws ShapeMismatch where there is none. */
export function parameterAt<T>(parameters: Readonly<Record<string, T>>, name: string): T {
  if (Object.hasOwn(parameters, name)) return parameters[name];
  throw new ShapeMismatch({
    path: `parameters["${name}"]`,
    problem: "a parameter is missing",
    remedy: "Give every array that the network's `parameters` lists.",
  });
}

/** Sends a series through layers. Its own tensors stay. */
export async function forwardLayers(layers: readonly LayerSpec[], x: Series, list: string, pass: ForwardPass): Promise<Series> {
  const { on, tape } = pass;
  let current = x;
  for (const [i, spec] of layers.entries()) {
    const place = `${list}[${i}]`;
    const { layer, rule } = finiteRule(pass.kinds, spec, place);
    const context = contextAt(place, pass);
    tape?.inputs.set(place, current[0]);
    const run = () => rule.forward(spec, current, context);
    const next = await (layer.bodies === undefined ? on.scope(run) : run());
    release(pass, current, [x, next]);
    current = next;
  }
  tape?.results.set(list, current[0]);
  return current;
}

/** Frees what no way back will ask for, unless another series holds it too. */
function release({ on, tape }: ForwardPass, series: Series, others: readonly Series[]): void {
  if (tape !== undefined) return;
  for (const tensor of series) if (tensor !== undefined && !others.some((other) => other.includes(tensor))) on.dispose(tensor);
}

function contextAt(place: string, pass: ForwardPass): ForwardContext {
  const { on, parameterization, degree, parameters } = pass;
  return {
    on,
    path: shown(place),
    parameterization,
    degree,
    noise: noiseAt(pass, place),
    parameter: (name) => parameterAt(parameters, `${place}.${name}`),
    release: (series, ...others) => release(pass, series, others),
    forward: (layers, x, key) => forwardLayers(layers, x, `${place}.${key}`, pass),
  };
}
