import { type Architecture, type ArchitecturePlugins, builtIn, parseArchitecture } from "@ntkit/architectures";
import { InvalidInput, type NDArray, type Shape, Unsupported } from "@ntkit/core";
import { declaredInput, translateModel } from "./graph/translate.ts";
import type { LayerRule } from "./layer-rule.ts";
import { layerRules } from "./layers/index.ts";
import { type Piece, place } from "./piece.ts";
import { readTopology } from "./topology.ts";
import { weightStore } from "./weights/weight-store.ts";

export interface ImportOptions {
  /** Leaves out a softmax at the very end, and says so in `notes`: the kernels are those of the logits. Default false: it is refused. */
  readonly dropSoftmax?: boolean;
  /** The shape of one sample, where the model leaves lengths open. */
  readonly input?: Shape;
  /** How classes of layers are written in ntkit; default `layerRules`. */
  readonly rules?: Readonly<Record<string, LayerRule>>;
  /** The kinds that rules may make layers of; default those of @ntkit/architectures. */
  readonly plugins?: ArchitecturePlugins;
}

/** A network made elsewhere, as ntkit writes it. */
export interface ImportedModel {
  /** In the standard parameterisation: `z = x W + b` on the weights as they are. */
  readonly architecture: Architecture;
  /** The weights by the place of their layer: `layers[0].weight` [fanIn, width], `layers[0].bias` [width]. */
  readonly parameters: Readonly<Record<string, NDArray>>;
  /** The name of a layer in the model → its place in the architecture. */
  readonly places: Readonly<Record<string, string>>;
  /** What the reader should know: what was left out or assumed. */
  readonly notes: readonly string[];
}

/**
 * A layers model of tfjs or Keras as an architecture with its weights: `topology` is what stands under `modelTopology` in
 * model.json, `weights` are arrays by the names of its manifest (`dense_1/kernel`), as `decodeWeights` gives them.
 *
 * @throws Unsupported, naming the layer and the route that still works, for a layer without a rule, a layer that is called
 *   twice, several inputs or outputs, and branches that cross; InvalidInput, ShapeMismatch or InvalidData for weights that do
 *   not fit
 */
export function parseLayersModel(topology: unknown, weights: Readonly<Record<string, NDArray>>, options: ImportOptions = {}): ImportedModel {
  const { dropSoftmax = false, rules = layerRules, plugins = builtIn } = options;
  const { model, writer } = readTopology(topology);
  const input = options.input ?? declaredInput(model);
  if (input === undefined) {
    throw new InvalidInput({ path: "input", problem: "the model does not state the shape of its input", remedy: "Give it: { input: [28, 28, 1] }." });
  }
  const notes: string[] = [];
  const store = weightStore(weights);
  const { pieces } = translateModel(model, input, { rules, plugins, weights: store, writer, notes });
  store.requireAllTaken();
  const { layers, parameters, places } = place(withoutSoftmax(pieces, dropSoftmax, notes), "layers");
  return { architecture: parseArchitecture({ input, parameterization: "standard", layers }, plugins), parameters, places, notes };
}

function withoutSoftmax(pieces: readonly Piece[], drop: boolean, notes: string[]): readonly Piece[] {
  const last = pieces.at(-1);
  const rest = last?.kind === "softmax" ? pieces.slice(0, -1) : pieces;
  const inside = firstSoftmax(rest);
  if (inside !== undefined) throw softmaxRefused(inside, "Its empirical NTK can be had from Jacobians: empiricalNtkOfFunction.");
  if (last?.kind !== "softmax") return pieces;
  if (!drop) throw softmaxRefused(last, "Take the logits, { dropSoftmax: true }, or the Jacobians of all of it: empiricalNtkOfFunction.");
  notes.push(`${last.source}: its ${last.name} was left out, so the outputs are logits.`);
  return rest;
}

function firstSoftmax(pieces: readonly Piece[]): (Piece & { kind: "softmax" }) | undefined {
  for (const piece of pieces) {
    if (piece.kind === "softmax") return piece;
    if (piece.kind === "layer") continue;
    const found = firstSoftmax(piece.kind === "residual" ? piece.body : piece.branches.flat());
    if (found !== undefined) return found;
  }
  return undefined;
}

const softmaxRefused = ({ source, name }: { readonly source: string; readonly name: string }, remedy: string): Unsupported =>
  new Unsupported({ path: source, problem: `a ${name} has no rule in ntkit, because it mixes the outputs`, remedy });
