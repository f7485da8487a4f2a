import type { FiniteNetwork, Tensors } from "@ntkit/architectures";
import { type Backend, type ElementwiseProgram, entrywise, type Tensor } from "@ntkit/backend";
import { lookUp, ndArray, parse, sizeOf, zeros } from "@ntkit/core";
import type { Optimiser, OptimiserSpec } from "./optimiser.ts";

export type OptimiserRegistry = Readonly<Record<string, Optimiser>>;

/** What an optimiser remembers, slot by slot: arrays by the name of the parameter. */
export type Slots = Readonly<Record<string, Tensors>>;

/** Where training stands: parameters, and what the optimiser remembers. */
export interface Position {
  readonly parameters: Tensors;
  readonly slots: Slots;
}

/** An optimiser with its options filled in, its formulas built once. */
export interface ChosenOptimiser {
  readonly spec: OptimiserSpec;
  /** Of `learningRate · curvature`; undefined where none is known. */
  readonly stableLimit: number | undefined;
  /** Slots of zeros for the parameters of a network that are trained. */
  start(on: Backend, network: FiniteNetwork, parameters: Tensors): Slots;
  /** The parameters at which the gradient is to be taken. */
  lookAhead(on: Backend, position: Position): Tensors;
  /** One step, counted from 1. Parameters without a gradient stay, the very tensors. */
  step(on: Backend, position: Position, gradients: Tensors, step: number): Position;
}

/** The optimiser that a spec such as `{"kind": "momentum"}` names. Throws UnknownName or InvalidInput for what is none. */
export function chooseOptimiser(spec: OptimiserInput, registry: OptimiserRegistry, path = "optimiser"): ChosenOptimiser {
  const optimiser = lookUp(registry, spec.kind, "optimiser", `${path}.kind`);
  const parsed = parse(optimiser.schema, spec, path);
  const names = ["w", ...optimiser.slots];
  const values = optimiser.update(parsed);
  const program: ElementwiseProgram = {
    stages: [{ kind: "formula", assignments: names.map((name) => ({ name: `${name}After`, value: values[name] })) }],
    outputs: names.map((name) => `${name}After`),
  };
  const ahead = optimiser.lookAhead?.(parsed);
  return {
    spec: parsed,
    stableLimit: optimiser.stableLimit?.(parsed),
    start(on, network, parameters) {
      const trained = Object.entries(network.parameters).filter(([, { trainable }]) => trainable);
      const empty = () => Object.fromEntries(trained.map(([name, { shape }]) => [name, on.tensor(zeros(shape), parameters[name].dtype)]));
      return Object.fromEntries(optimiser.slots.map((slot) => [slot, empty()]));
    },
    lookAhead(on, { parameters, slots }) {
      if (ahead === undefined) return parameters;
      const [first] = optimiser.slots;
      const moved = Object.keys(slots[first]).map((name) => [name, entrywise(on, ahead, { entries: { w: parameters[name], ...at(slots, name) } })]);
      return { ...parameters, ...Object.fromEntries(moved) };
    },
    step(on, position, gradients, step) {
      const scalars = Object.entries(optimiser.scalars?.(parsed, step) ?? {});
      const rows = scalars.length === 0 ? undefined : Object.fromEntries(scalars.map(([name, value]) => [name, scalar(on, value, gradients)]));
      const parameters: Record<string, Tensor> = { ...position.parameters };
      const slots: Record<string, Record<string, Tensor>> = Object.fromEntries(optimiser.slots.map((slot) => [slot, { ...position.slots[slot] }]));
      for (const [name, gradient] of Object.entries(gradients)) {
        const entries = { w: parameters[name], gradient, ...at(position.slots, name) };
        const [w, ...rest] = rows === undefined ? on.fused(program, { entries }) : inOneRow(on, program, entries, rows);
        parameters[name] = w;
        for (const [i, slot] of optimiser.slots.entries()) slots[slot][name] = rest[i];
      }
      return { parameters, slots };
    },
  };
}

/** An optimiser as it may be written. */
export type OptimiserInput = { readonly kind: string } & Readonly<Record<string, unknown>>;

const at = (slots: Slots, name: string): Tensors => Object.fromEntries(Object.entries(slots).map(([slot, tensors]) => [slot, tensors[name]]));

function scalar(on: Backend, value: number, like: Tensors): Tensor {
  const [first] = Object.values(like);
  return on.tensor(ndArray(Float64Array.of(value), [1]), first?.dtype);
}

/** A program with scalars: what stands once a row needs its entries in one row. */
function inOneRow(on: Backend, program: ElementwiseProgram, entries: Tensors, rows: Tensors): Tensor[] {
  const { shape } = entries["w"];
  const flat = Object.fromEntries(Object.entries(entries).map(([name, tensor]) => [name, on.reshape(tensor, [1, sizeOf(shape)])]));
  return on.fused(program, { entries: flat, rows }).map((tensor) => on.reshape(tensor, shape));
}

/** Every tensor of a position. */
export const tensorsOf = ({ parameters, slots }: Position): Tensor[] => [parameters, ...Object.values(slots)].flatMap((named) => Object.values(named));

/** Frees the tensors of a position that another does not hold. */
export function leave(on: Backend, left: Position, kept: Position): void {
  const held = new Set(tensorsOf(kept));
  on.dispose(...tensorsOf(left).filter((tensor) => !held.has(tensor)));
}
