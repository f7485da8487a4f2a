import type { Extent, Place } from "@ntkit/backend";
import { Unsupported } from "@ntkit/core";
import type { Engine } from "../engine/engine.ts";
import type { Block, View } from "../engine/memory.ts";
import { firstParameter, parameter, type Shader } from "../engine/shader.ts";
import { gridOf, perEntry } from "../shaders/grid.ts";
import { type Product, parametersOf, productGroups, productKey, productMain } from "../shaders/products.ts";
import { packed } from "./packed.ts";
import { type Binding, segmentSource } from "./segment-source.ts";
import { type KernelSegment, nameOf } from "./segments.ts";

/** A product that a program computes on its way, for the place that reads it. */
export interface Owed {
  readonly place: Place;
  readonly product: Product;
}

export interface KernelRun {
  readonly engine: Engine;
  readonly extent: Extent;
  readonly segment: KernelSegment;
  readonly key: string;
  readonly viewOf: (place: Place) => View;
  /** Where the stores go, in their order. */
  readonly targets: readonly View[];
  readonly owed?: Owed;
}

/** Computes a segment in one shader. */
export function runKernels({ engine, extent: { rows, columns }, segment, key, viewOf, targets, owed }: KernelRun): void {
  const at = segment.loads.findIndex((place) => owed !== undefined && nameOf(place) === nameOf(owed.place));
  const product = at < 0 ? undefined : owed;
  const loads = segment.loads.filter((_, k) => k !== at);
  const from = loads.map(viewOf);
  const outputs = [...new Set(targets.map(({ block }) => block))];
  const sides = product === undefined ? [] : [product.product.left.view.block, product.product.right.view.block];
  const room = engine.limits.maxStorageBuffersPerShaderStage - outputs.length - sides.length;
  const { views, temporary } = packed(engine, loads, from, { rows, columns, blocks: room, written: outputs });
  const inputs = [...new Set(views.map(({ block }) => block))];
  if (inputs.length > room) throw tooManyArrays(inputs.length + outputs.length + sides.length, engine.limits.maxStorageBuffersPerShaderStage);

  const own = product === undefined ? [rows * columns, columns] : parametersOf(product.product);
  const bindings = (places: readonly Place[], found: readonly View[], blocks: readonly Block[], firstBuffer: number, first: number): Binding[] =>
    places.map((place, k) => ({ place, buffer: firstBuffer + blocks.indexOf(found[k].block), parameter: firstParameter + first + k }));
  const loaded = bindings(loads, views, inputs, sides.length, own.length);
  const stored = bindings(segment.stores, targets, outputs, 0, own.length + loads.length);
  const shader: Shader = {
    key: `${key}|${product === undefined ? "" : `${productKey(product.product)} for ${at}`}|${[...loaded, ...stored].map(({ buffer }) => buffer).join()}|${inputs.length} ${outputs.length}`,
    inputs: sides.length + inputs.length,
    outputs: outputs.length,
    parameters: own.length + loads.length + stored.length,
    source: () => `${segmentSource(segment, loaded, stored, product?.place)}\n\n${product === undefined ? entrywiseMain : productMain(product.product)}`,
  };
  engine.dispatch({
    shader,
    inputs: [...sides, ...inputs],
    outputs,
    parameters: [...own, ...views.map(({ offset }) => offset), ...targets.map(({ offset }) => offset)],
    groups: product === undefined ? gridOf(rows * columns) : productGroups(product.product),
  });
  if (temporary !== undefined) engine.release(temporary);
}

const entrywiseMain = perEntry(
  firstParameter,
  `  let row = at / ${parameter(firstParameter + 1)};
  entry(at, row, at - row * ${parameter(firstParameter + 1)});`,
);

const tooManyArrays = (found: number, limit: number): Unsupported =>
  new Unsupported({
    path: "fused",
    problem: `a shader of this GPU may use ${limit} arrays`,
    found: String(found),
    remedy: "Pass fewer entries or ask for fewer outputs at a time.",
  });
