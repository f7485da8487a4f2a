import type { Tensor } from "@ntkit/backend";
import { InvalidInput } from "@ntkit/core";
import type { LayerSpec } from "../layer.ts";
import { finiteRule, shown } from "./describe.ts";
import type { FiniteContext, FiniteLayer, PullContext, Sensitivity, Tensors } from "./finite-layer.ts";
import { type Pass, parameterAt, type Tape } from "./forward.ts";
import { noiseAt } from "./noise.ts";

/** A layer with parameters to train, on the way back: what it saw, and how k functions of the network answer to its output. */
export interface LayerSensitivity extends Sensitivity {
  /** Where it stands, numbers of repetitions included: what the names of its parameters begin with. */
  readonly place: string;
  readonly spec: LayerSpec;
  readonly rule: FiniteLayer;
  readonly context: FiniteContext;
}

export interface BackwardPass extends Pass {
  readonly tape: Tape;
  readonly parameters: Tensors;
  readonly cotangents: number;
  /** Places of the layers that have parameters to train, their own or those of layers nested in them. */
  readonly trainedPlaces: ReadonlySet<string>;
  /** Called for every layer with parameters to train, from the last to the first; the tensors that its result holds live on. */
  visit(layer: LayerSensitivity): unknown;
  /** True: the sensitivities that were visited live on, to be freed by the caller's scope. */
  readonly keep: boolean;
}

interface LayerPass extends BackwardPass {
  /** Whether the layer has parameters that are trained, and whether somebody needs the cotangents at its input. */
  readonly trained: boolean;
  readonly wanted: boolean;
}

/** Pulls cotangents [k·n, ...out] back through layers. Undefined where nobody needs those at the input: not `wanted`, and no parameters below. */
export async function pullLayers(layers: readonly LayerSpec[], dy: Tensor, list: string, pass: BackwardPass, wanted: boolean): Promise<Tensor | undefined> {
  const { on } = pass;
  const trained = layers.map((_, i) => pass.trainedPlaces.has(`${list}[${i}]`));
  const first = wanted ? -1 : trained.indexOf(true);
  if (!wanted && first < 0) return undefined;
  let current: Tensor | undefined = dy;
  for (let i = layers.length - 1; i >= 0 && current !== undefined; i--) {
    const above: Tensor = current;
    const place = `${list}[${i}]`;
    const below: Tensor | undefined = await pullLayer(layers[i], above, place, { ...pass, trained: trained[i], wanted: i > first });
    const visited = trained[i] && pass.keep;
    if (above !== dy && above !== below && !visited) on.dispose(above);
    current = below;
  }
  return current;
}

async function pullLayer(spec: LayerSpec, dy: Tensor, place: string, pass: LayerPass): Promise<Tensor | undefined> {
  const { layer, rule } = finiteRule(pass.kinds, spec, place);
  const context = contextAt(place, pass);
  if (layer.bodies !== undefined) return rule.pull(spec, dy, context);
  const { below } = await pass.on.scope(async () => ({
    visited: pass.trained ? await pass.visit({ place, spec, rule, context, x: context.x, dy }) : undefined,
    below: pass.wanted ? await rule.pull(spec, dy, context) : undefined,
  }));
  return below;
}

function recorded(tensors: ReadonlyMap<string, Tensor>, place: string): Tensor {
  const tensor = tensors.get(place);
  if (tensor !== undefined) return tensor;
  throw new InvalidInput({
    path: shown(place),
    problem: "the forward pass went through no layers of this name",
    remedy: "Ask for the key given to `context.forward`.",
  });
}

function contextAt(place: string, pass: BackwardPass): PullContext {
  const { on, parameterization, parameters, tape, cotangents, keep } = pass;
  return {
    on,
    path: shown(place),
    parameterization,
    x: recorded(tape.inputs, place),
    cotangents,
    noise: noiseAt(pass, place),
    parameter: (name) => parameterAt(parameters, `${place}.${name}`),
    result: (key) => recorded(tape.results, `${place}.${key}`),
    async pull(layers, dy, key) {
      const below = await pullLayers(layers, dy, `${place}.${key}`, pass, true);
      return below ?? dy;
    },
    release(used, ...others) {
      if (!keep && !others.includes(used)) on.dispose(used);
    },
  };
}
