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

/** Arrays of up to this many numbers together lie in one block, as do more than `separate` arrays: a shader binds few. */
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
  const results = placed(engine, program.outputs.length, count);
  const owed = owedEntry(context, segments, operands);
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
  for (const { segment, key } of segments) {
    const [reads, writes] = segment.kind === "host" ? [segment.inputs, segment.outputs] : [segment.loads, segment.stores];
    const fresh = writes.filter(({ kind }) => kind === "register");
    const written = new Map(placed(engine, fresh.length, count).map((view, k) => [nameOf(fresh[k]), view]));
    const targets = writes.map((place) => written.get(nameOf(place)) ?? viewOf(place));
    if (segment.kind === "host") runHostStep(engine, segment, extent, reads.map(viewOf), targets);
    else runKernels({ engine, extent, segment, key, viewOf, targets, ...(owed === undefined ? {} : { owed }) });
    for (const [name, view] of written) {
      const old = registers.get(name);
      if (old !== undefined) engine.release(old.block);
      registers.set(name, view);
    }
  }
  for (const { block } of registers.values()) engine.release(block);
  return { shape: extent.shape, results };
}

/** Arrays of `count` numbers, in one block if they are small or many. */
function placed(engine: Engine, arrays: number, count: number): View[] {
  const share = arrays > 1 && (arrays * count <= together || arrays > separate);
  const shared = share ? engine.allocate(arrays * count) : undefined;
  return Array.from({ length: arrays }, (_, k) => {
    if (shared === undefined) return { block: engine.allocate(count), offset: 0 };
    return { block: k === 0 ? shared : engine.retain(shared), offset: k * count };
  });
}

interface Owed {
  readonly place: Place;
  readonly product: Product;
}

/** The first owed product that exactly one segment reads. */
function owedEntry({ owed }: FusedContext, segments: readonly CompiledSegment[], operands: Operands): Owed | undefined {
  const readers = (name: string): number =>
    segments.reduce((sum, { segment }) => {
      const reads = segment.kind === "host" ? [...segment.inputs, ...segment.inputs] : segment.loads;
      return sum + reads.filter((place) => place.kind === "entries" && place.name === name).length;
    }, 0);
  for (const [name, tensor] of Object.entries(operands.entries ?? {})) {
    const product = readers(name) === 1 ? owed(tensor) : undefined;
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
  /** Where the stores go, in their order. */
  readonly targets: readonly View[];
  readonly owed?: Owed;
}

function runKernels({ engine, extent: { rows, columns }, segment, key, viewOf, targets, owed }: KernelRun): void {
  const product = owed !== undefined && segment.loads.some((place) => nameOf(place) === nameOf(owed.place)) ? owed : undefined;
  const loads = segment.loads.filter((place) => product === undefined || nameOf(place) !== nameOf(product.place));
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
