import { InvalidInput, parse, type Shape, show, Unsupported } from "@ntkit/core";
import { z } from "zod";
import type { Writer } from "./layer-rule.ts";

/** A layer as the file has it. */
export interface LayerEntry {
  readonly name: string;
  readonly className: string;
  readonly config: unknown;
  /** For every call of the layer, the layers whose outputs it takes; none in a Sequential. */
  readonly calls: readonly (readonly string[])[];
}

/** A model as the file has it: a chain of layers, or a graph of them. */
export type ModelEntry =
  | { readonly kind: "sequential"; readonly name: string; readonly layers: readonly LayerEntry[]; readonly input: Shape | undefined }
  | {
      readonly kind: "graph";
      readonly name: string;
      readonly layers: readonly LayerEntry[];
      readonly inputs: readonly string[];
      readonly outputs: readonly string[];
    };

const layerSchema = z.looseObject({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.unknown().optional(),
  inbound_nodes: z.array(z.unknown()).optional(),
});
const classSchema = z.looseObject({ class_name: z.string(), config: z.unknown().optional() });
const layerList = z.array(layerSchema);
const sequentialSchema = z.looseObject({ name: z.string().optional(), layers: layerList, build_input_shape: z.unknown().optional() });
const graphSchema = z.looseObject({ name: z.string().optional(), layers: layerList, input_layers: z.array(z.unknown()), output_layers: z.array(z.unknown()) });
const namedSchema = z.looseObject({ name: z.string().optional() });

const graphClasses = ["Model", "Functional"];

/** Whether a layer of this class is itself a model. */
export const isModel = (className: string): boolean => className === "Sequential" || graphClasses.includes(className);

/** The model and who wrote it, of what stands under `modelTopology` in model.json. Throws InvalidInput or Unsupported below `path`. */
export function readTopology(topology: unknown, path = "modelTopology"): { readonly model: ModelEntry; readonly writer: Writer } {
  const value = object(topology, path);
  if ("node" in value || "library" in value) {
    throw new Unsupported({
      path,
      problem: "a graph model is a list of operations, without layers",
      remedy: "Convert the original with --output_format=tfjs_layers_model, or give the function that the graph model computes to empiricalNtkOfFunction.",
    });
  }
  const entry = "model_config" in value ? value["model_config"] : value;
  const version = String(value["keras_version"] ?? "");
  const writer = version.startsWith("tfjs") ? "tfjs" : Number.parseInt(version, 10) >= 3 ? "keras-3" : "keras-2";
  const { class_name, config } = parse(classSchema, entry, path);
  if (!isModel(class_name)) {
    throw new Unsupported({
      path: `${path}.class_name`,
      problem: "a model of a class of its own",
      found: show(class_name),
      remedy: "Save it as a Sequential or a functional model, or give its function to empiricalNtkOfFunction.",
    });
  }
  return { model: readModel(class_name, config, `${path}.config`), writer };
}

/** A model within a model, or the model itself. */
export function readModel(className: string, config: unknown, path: string): ModelEntry {
  if (className === "Sequential") {
    const { name, layers, build_input_shape } = parse(sequentialSchema, Array.isArray(config) ? { layers: config } : config, path);
    return { kind: "sequential", name: name ?? "sequential", layers: layers.map(readLayer), input: sampleShape(build_input_shape) };
  }
  const { name, layers, input_layers, output_layers } = parse(graphSchema, config, path);
  return { kind: "graph", name: name ?? "model", layers: layers.map(readLayer), inputs: tensorsIn(input_layers), outputs: tensorsIn(output_layers) };
}

function readLayer({ class_name, name, config, inbound_nodes = [] }: z.infer<typeof layerSchema>): LayerEntry {
  const named = namedSchema.safeParse(config);
  return { name: name ?? (named.success ? named.data.name : undefined) ?? class_name, className: class_name, config, calls: inbound_nodes.map(tensorsIn) };
}

/**
 * The names of the layers that a list refers to: `["dense_1", 0, 0]` in tfjs and Keras 2, tensors with a `keras_history` in
 * Keras 3. The number of the call is of no use: a layer that is called twice is refused, and Keras counts models within from 1.
 */
function tensorsIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    const [name, call, tensor] = value;
    if (typeof name === "string" && typeof call === "number" && typeof tensor === "number") return [name];
    return value.flatMap(tensorsIn);
  }
  if (typeof value !== "object" || value === null) return [];
  if ("keras_history" in value) return tensorsIn(value.keras_history);
  return Object.values(value).flatMap(tensorsIn);
}

/** The shape of one input sample that a layer's config states. */
export function inputOf(config: unknown): Shape | undefined {
  if (typeof config !== "object" || config === null) return undefined;
  const { batch_input_shape, batch_shape } = config as { batch_input_shape?: unknown; batch_shape?: unknown };
  return sampleShape(batch_input_shape ?? batch_shape);
}

/** A batch shape [null, ...sample] without its first axis; undefined where lengths are left open. */
function sampleShape(batch: unknown): Shape | undefined {
  const parsed = z.tuple([z.unknown()], z.int().positive()).safeParse(batch);
  return parsed.success && parsed.data.length > 1 ? parsed.data.slice(1).map(Number) : undefined;
}

function object(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  throw new InvalidInput({
    path,
    problem: "expected the topology of a model",
    found: show(value),
    remedy: "Give what stands under modelTopology in model.json.",
  });
}
