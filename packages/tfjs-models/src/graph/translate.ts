import { type ArchitecturePlugins, inferShape } from "@ntkit/architectures";
import { InvalidInput, NtkitError, parse, type Shape, Unsupported } from "@ntkit/core";
import type { LayerContext, LayerRule, Writer } from "../layer-rule.ts";
import { type Merge, type Piece, place } from "../piece.ts";
import { inputOf, isModel, type LayerEntry, type ModelEntry, readModel } from "../topology.ts";
import type { WeightStore } from "../weights/weight-store.ts";
import { mergedShape, merges } from "./merges.ts";
import { type Edge, reduceGraph } from "./reduce.ts";

/** What the translation of every layer shares. */
export interface Translation {
  readonly rules: Readonly<Record<string, LayerRule>>;
  readonly plugins: ArchitecturePlugins;
  readonly weights: WeightStore;
  readonly writer: Writer;
  readonly notes: string[];
}

/** Pieces and the shape of one sample after them. */
interface Translated {
  readonly pieces: readonly Piece[];
  readonly shape: Shape;
}

const route =
  "Its empirical NTK can be had from Jacobians, whatever its layers: empiricalNtkOfFunction({ tf, ...asFunction(model), x1 }) of @ntkit/tfjs-models.";

/** The input shape that a model states, undefined where it leaves lengths open. */
export function declaredInput(model: ModelEntry): Shape | undefined {
  const entry = model.kind === "graph" ? model.layers.find(({ name }) => name === model.inputs[0]) : model.layers[0];
  if (entry === undefined) return undefined;
  const own = inputOf(entry.config) ?? (model.kind === "sequential" ? model.input : undefined);
  if (own !== undefined || !isModel(entry.className)) return own;
  return declaredInput(readModel(entry.className, entry.config, entry.name));
}

/** A model as pieces. Throws Unsupported, naming the layer, for what has no rule. */
export function translateModel(model: ModelEntry, input: Shape, translation: Translation): Translated {
  return model.kind === "graph" ? translateGraph(model, input, translation) : translateChain(model.layers, input, translation);
}

function translateChain(layers: readonly LayerEntry[], input: Shape, translation: Translation): Translated {
  return layers.reduce<Translated>(
    ({ pieces, shape }, entry) => {
      const next = translateLayer(entry, shape, translation);
      return { pieces: [...pieces, ...next.pieces], shape: next.shape };
    },
    { pieces: [], shape: input },
  );
}

function translateGraph({ name, layers, inputs, outputs }: ModelEntry & { kind: "graph" }, input: Shape, translation: Translation): Translated {
  if (inputs.length !== 1) throw refused(name, "a model with several inputs is no network of ntkit", inputs.join(", "));
  if (outputs.length !== 1) throw refused(name, "a model with several outputs is no network of ntkit", outputs.join(", "));
  const entries = new Map(layers.map((entry) => [entry.name, entry]));
  const vertices = new Map<string, { readonly number: number; readonly shape: Shape }>();
  const edges: Edge[] = [];
  const mergeAt = new Map<number, Merge>();

  /** The output of a layer, and the ways into it. */
  const visit = (layer: string): { readonly number: number; readonly shape: Shape } => {
    const known = vertices.get(layer);
    if (known !== undefined) return known;
    const entry = entries.get(layer);
    if (entry === undefined)
      throw new InvalidInput({ path: name, problem: `there is no layer "${layer}", which another refers to`, remedy: "Save the model again." });
    const add = (shape: Shape) => {
      const vertex = { number: vertices.size, shape };
      vertices.set(layer, vertex);
      return vertex;
    };
    if (layer === inputs[0]) return add(input);
    const source = `${layer} (${entry.className})`;
    if (entry.calls.length > 1) throw refused(source, "a layer that is called more than once shares its weights, for which there is no rule");
    const before = (entry.calls[0] ?? []).map(visit);
    const merge = merges[entry.className];
    if (merge !== undefined) {
      const shapes = before.map(({ shape }) => shape);
      const vertex = add(mergedShape(merge, shapes, entry.config, source, (problem, found) => refused(source, problem, found)));
      before.forEach(({ number }, i) => void edges.push({ from: number, to: vertex.number, first: i, last: i, pieces: [] }));
      mergeAt.set(vertex.number, merge);
      return vertex;
    }
    if (before.length !== 1) throw noRule(entry, source, translation);
    const { pieces, shape } = translateLayer(entry, before[0].shape, translation);
    const vertex = add(shape);
    edges.push({ from: before[0].number, to: vertex.number, first: 0, last: 0, pieces });
    return vertex;
  };

  const last = visit(outputs[0]);
  const pieces = last.number === 0 ? [] : reduceGraph(edges, mergeAt, 0, last.number);
  if (pieces !== undefined) return { pieces, shape: last.shape };
  const mergeNames = [...vertices].filter(([, { number }]) => mergeAt.has(number)).map(([layer]) => `${layer} (${entries.get(layer)?.className})`);
  throw refused(name, "its branches cross, so that it is no nest of layers one after another and side by side", `merges at ${mergeNames.join(", ")}`);
}

function translateLayer(entry: LayerEntry, input: Shape, translation: Translation): Translated {
  const { name, className, config } = entry;
  const source = `${name} (${className})`;
  if (className === "InputLayer") return { pieces: [], shape: input };
  if (isModel(className)) return translateModel(readModel(className, config, source), input, translation);
  const { rules, plugins, weights, writer, notes } = translation;
  if (!Object.hasOwn(rules, className)) throw noRule(entry, source, translation);
  const rule = rules[className];
  const context: LayerContext = {
    name,
    source,
    input,
    writer,
    weight: (weight, index, shape) => weights.take(name, weight, index, shape, source),
    note: (text) => void notes.push(text),
    unsupported: (problem, found) => refused(source, problem, found),
  };
  const pieces = rule.pieces(parse(rule.config, config, source), context);
  try {
    return { pieces, shape: inferShape({ version: 1, input, parameterization: "standard", layers: place(pieces, "layers").layers }, undefined, plugins) };
  } catch (cause) {
    throw cause instanceof NtkitError ? cause.at(source) : cause;
  }
}

function noRule({ className }: LayerEntry, source: string, { rules }: Translation): Unsupported {
  const known = [...Object.keys(rules), ...Object.keys(merges)].join(", ");
  return refused(source, `a ${className} layer has no rule in ntkit, which has them for ${known}`);
}

function refused(path: string, problem: string, found?: string): Unsupported {
  return new Unsupported({ path, problem, found, remedy: route });
}
