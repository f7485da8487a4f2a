import { type ElementwiseProgram, type Extent, type Operands, operandExtent, type Place, planProgram, type Tensor } from "@ntkit/backend";
import { Unsupported } from "@ntkit/core";
import type { Engine } from "../engine/engine.ts";
import type { Block, View } from "../engine/memory.ts";
import { firstParameter, parameter, type Shader } from "../engine/shader.ts";
import { gridOf, perEntry } from "../shaders/grid.ts";
import { type Product, parametersOf, productGroups, productKey, productMain } from "../shaders/products.ts";
import { runHostStep } from "./host-step.ts";
import { packed } from "./packed.ts";
import { type Binding, segmentKey, segmentSource } from "./segment-source.ts";
import { type KernelSegment, nameOf, type Segment, segmentsOf } from "./segments.ts";

/** What the elementwise engine asks of its backend. */
export interface FusedContext {
  readonly engine: Engine;
  /** Where the numbers of a tensor stand; a product that is still owed is computed. */
  readonly view: (tensor: Tensor) => View;
  /** The product that a tensor still owes and that this program may compute on its way, if there is one. */
  readonly owed: (tensor: Tensor) => Product | undefined;
}

interface CompiledSegment {
  readonly segment: Segment;
  readonly key: string;
}

/** Segments by program and by the names of its operands: a program runs over many tiles. */
export type SegmentCache = (program: ElementwiseProgram, operands: Operands) => readonly CompiledSegment[];

export function segmentCache(): SegmentCache {
  const known = new WeakMap<ElementwiseProgram, Map<string, readonly CompiledSegment[]>>();
  return (program, operands) => {
    const names = JSON.stringify([operands.entries, operands.rows, operands.columns].map((group) => Object.keys(group ?? {})));
    let byNames = known.get(program);
    if (byNames === undefined) {
      byNames = new Map();
      known.set(program, byNames);
    }
    let segments = byNames.get(names);
    if (segments === undefined) {
      segments = segmentsOf(planProgram(program, operands)).map((segment) => ({ segment, key: segment.kind === "host" ? "" : segmentKey(segment) }));
      byNames.set(names, segments);
    }
    return segments;
  };
}

/** Results of up to this many numbers together lie in one buffer, as do more than `separate` results: bindings are few. */
const together = 2 ** 20;
const separate = 3;

/** Runs an elementwise program: one shader between two host stages, and all of it in one with the Gram matrix if that is still owed. */
export function runFused(
  context: FusedContext,
  cache: SegmentCache,
  program: ElementwiseProgram,
  operands: Operands,
): { shape: readonly number[]; results: View[] } {
  const { engine } = context;
  const extent = operandExtent(operands);
  const segments = cache(program, operands);
  const count = extent.rows * extent.columns;
  const alone = segments.length === 1;
  const share = alone && program.outputs.length > 1 && (program.outputs.length * count <= together || program.outputs.length > separate);
  const shared = share ? engine.allocate(program.outputs.length * count) : undefined;
  const results = program.outputs.map(
    (_, k): View =>
      shared === undefined ? { block: engine.allocate(count), offset: 0 } : { block: k === 0 ? shared : engine.retain(shared), offset: k * count },
  );

  const owed = alone ? owedEntry(context, operands) : undefined;
  const registers = new Map<string, View>();
  const views = new Map<string, View>();
  const viewOf = (place: Place): View => {
    if (place.kind === "result") return results[place.index];
    if (place.kind === "register") return registers.get(nameOf(place)) as View;
    let view = views.get(nameOf(place));
    if (view === undefined) {
      view = context.view((operands[place.kind] as Readonly<Record<string, Tensor>>)[place.name]);
      views.set(nameOf(place), view);
    }
    return view;
  };
  const target = (place: Place): View => {
    if (place.kind === "result") return results[place.index];
    const old = registers.get(nameOf(place));
    if (old !== undefined) engine.release(old.block);
    const view = { block: engine.allocate(count), offset: 0 };
    registers.set(nameOf(place), view);
    return view;
  };
  for (const { segment, key } of segments) {
    if (segment.kind === "host") runHostStep(engine, segment, extent, segment.inputs.map(viewOf), segment.outputs.map(target));
    else runKernels({ engine, extent, segment, key, viewOf, target, ...(owed === undefined ? {} : { owed }) });
  }
  for (const { block } of registers.values()) engine.release(block);
  return { shape: extent.shape, results };
}

interface Owed {
  readonly place: Place;
  readonly product: Product;
}

function owedEntry({ owed }: FusedContext, operands: Operands): Owed | undefined {
  for (const [name, tensor] of Object.entries(operands.entries ?? {})) {
    const product = owed(tensor);
    if (product !== undefined) return { place: { kind: "entries", name }, product };
  }
  return undefined;
}

interface KernelRun {
  readonly engine: Engine;
  readonly extent: Extent;
  readonly segment: KernelSegment;
  readonly key: string;
  readonly viewOf: (place: Place) => View;
  readonly target: (place: Place) => View;
  readonly owed?: Owed;
}

function runKernels({ engine, extent: { rows, columns }, segment, key, viewOf, target, owed }: KernelRun): void {
  const product = owed !== undefined && segment.loads.some((place) => nameOf(place) === nameOf(owed.place)) ? owed : undefined;
  const loads = segment.loads.filter((place) => product === undefined || nameOf(place) !== nameOf(product.place));
  // Inputs first: a register that is read and written anew changes its block.
  const from = loads.map(viewOf);
  const to = segment.stores.map(target);
  const outputs = [...new Set(to.map(({ block }) => block))];
  const sides = product === undefined ? [] : [product.product.left.view.block, product.product.right.view.block];
  const room = engine.limits.maxStorageBuffersPerShaderStage - outputs.length - sides.length;
  const { views, temporary } = packed(engine, loads, from, { rows, columns }, room);
  const inputs = [...new Set(views.map(({ block }) => block))];
  if (inputs.length > room) throw tooManyArrays(inputs.length + outputs.length + sides.length, engine.limits.maxStorageBuffersPerShaderStage);

  const own = product === undefined ? [rows * columns, columns] : parametersOf(product.product);
  const bindings = (places: readonly Place[], found: readonly View[], blocks: readonly Block[], firstBuffer: number, first: number): Binding[] =>
    places.map((place, k) => ({ place, buffer: firstBuffer + blocks.indexOf(found[k].block), parameter: firstParameter + first + k }));
  const loaded = bindings(loads, views, inputs, sides.length, own.length);
  const stored = bindings(segment.stores, to, outputs, 0, own.length + loads.length);
  const shader: Shader = {
    key: `${key}|${product === undefined ? "" : productKey(product.product)}|${[...loaded, ...stored].map(({ buffer }) => buffer).join()}|${inputs.length} ${outputs.length}`,
    inputs: sides.length + inputs.length,
    outputs: outputs.length,
    parameters: own.length + loads.length + stored.length,
    source: () => `${segmentSource(segment, loaded, stored, product?.place)}\n\n${product === undefined ? entrywiseMain : productMain(product.product)}`,
  };
  engine.dispatch({
    shader,
    inputs: [...sides, ...inputs],
    outputs,
    parameters: [...own, ...views.map(({ offset }) => offset), ...to.map(({ offset }) => offset)],
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
