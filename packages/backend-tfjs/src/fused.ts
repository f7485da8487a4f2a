import { type ElementwiseProgram, type HostStep, type KernelStep, type Operands, operandExtent, type Place, planProgram, type Tensor } from "@ntkit/backend";
import { sizeOf } from "@ntkit/core";
import { type KernelSignature, kernelKey, lower, type OperationName, type Tape } from "@ntkit/formula";
import { isPending, type Later } from "./cells.ts";
import type { Engine } from "./engine.ts";
import type { Replacement } from "./replacements.ts";
import { runTape } from "./tape.ts";
import type { Tfjs, Values } from "./tfjs.ts";

export interface FusedContext {
  readonly tf: Tfjs;
  readonly engine: Engine;
  /** Makes sure that tfjs works with the engine. */
  readonly use: () => void;
  readonly replacements: ReadonlyMap<OperationName, Replacement>;
  readonly tape: (signature: KernelSignature) => Tape;
}

/** `lower` with a memory: signatures that are equal but for their names share a tape. */
export function tapeCache(): (signature: KernelSignature) => Tape {
  const tapes = new Map<string, Tape>();
  return (signature) => {
    const key = kernelKey(signature);
    const known = tapes.get(key);
    if (known !== undefined) return known;
    const tape = lower(signature);
    tapes.set(key, tape);
    return tape;
  };
}

/** The names of all operands, in the order in which `run` of a prepared program wants their values. */
const operandList = ({ entries = {}, rows = {}, columns = {} }: Operands) =>
  (
    [
      ["entries", entries],
      ["rows", rows],
      ["columns", columns],
    ] as const
  ).flatMap(([kind, tensors]) => Object.entries(tensors).map(([name, tensor]) => ({ kind, name, tensor })));

/**
 * Checks a program and its operands; `run` then evaluates it stage by stage on the values of `tensors`, with no more than
 * the values of one stage beside those that later ones need. It waits only if a host stage has to and the engine makes it.
 */
export function prepareFused(
  context: FusedContext,
  program: ElementwiseProgram,
  operands: Operands,
): { readonly shape: readonly number[]; readonly tensors: readonly Tensor[]; readonly run: (values: readonly Values[]) => Later<Values[]> } {
  const extent = operandExtent(operands);
  const plan = planProgram(program, operands);
  const list = operandList(operands);
  const flat = list.every(({ kind }) => kind === "entries");
  const layout = layoutOf(context, flat ? [sizeOf(extent.shape)] : [extent.rows, extent.columns]);

  function* stages(values: readonly Values[]): Generator<Later<ArrayLike<number>[]>, Values[], ArrayLike<number>[]> {
    const { tf } = context;
    const held = new Map<string, Values>();
    const put = (place: Place, value: Values) => {
      held.get(key(place))?.dispose();
      held.set(key(place), tf.keep(value));
    };
    const at = (place: Place): Values => held.get(key(place)) as Values;
    try {
      list.forEach(({ kind, name }, k) =>
        put(
          { kind, name },
          tf.tidy(() => layout.place(values[k], kind)),
        ),
      );
      for (const step of plan.steps) {
        const results =
          step.kind === "kernel" ? kernelStep(context, step, at) : layout.numbers(hostStep(step, yield layout.read(step.inputs.map(at)), layout.size));
        step.outputs.forEach((place, k) => put(place, results[k]));
      }
      const sources = program.outputs.map(
        (_, result) => plan.copies.find((copy) => copy.result === result)?.from ?? { kind: "result" as const, index: result },
      );
      return sources.map((place) => tf.keep(tf.tidy(() => layout.result(at(place)))));
    } finally {
      for (const value of held.values()) value.dispose();
    }
  }
  const nothing = (): Values[] => program.outputs.map(() => context.tf.keep(context.tf.tensor([], [0])));
  return {
    shape: extent.shape,
    tensors: list.map(({ tensor }) => tensor),
    run: (values) => (layout.size === 0 ? nothing() : drive(context.use, stages(values))),
  };
}

const key = (place: Place): string => `${place.kind} ${"name" in place ? place.name : place.index}`;

function kernelStep({ tf, tape, replacements }: FusedContext, { signature, arrays, scalars }: KernelStep, at: (place: Place) => Values): Values[] {
  return tf.tidy(() => runTape(tf, tape(signature), [arrays.map(at), scalars.map(at)], replacements));
}

function hostStep({ stage, outputs }: HostStep, inputs: readonly ArrayLike<number>[], count: number): Float64Array[] {
  const results = outputs.map(() => new Float64Array(count));
  stage.evaluate(
    inputs.map((values) => Float64Array.from(values)),
    results,
    count,
  );
  return results;
}

/** Goes on with a generator as soon as what it waits for is there: at once, if it can. */
function drive<R>(use: () => void, steps: Generator<Later<ArrayLike<number>[]>, R, ArrayLike<number>[]>): Later<R> {
  const resume = (step: () => IteratorResult<Later<ArrayLike<number>[]>, R>): Later<R> => {
    use();
    for (let next = step(); ; ) {
      if (next.done === true) return next.value;
      const wanted = next.value;
      if (isPending(wanted)) {
        return wanted.then(
          (values) => resume(() => steps.next(values)),
          (error) => resume(() => steps.throw(error)),
        );
      }
      next = steps.next(wanted);
    }
  };
  return resume(() => steps.next());
}

/** How values of a program stand on the device: rows [n, 1], columns [1, m], entries [n, m] or flat, padded as the engine wants. */
function layoutOf({ tf, engine: { multiple, readsAtOnce } }: FusedContext, lengths: readonly number[]) {
  const padded = lengths.map((length) => multiple * Math.ceil(length / multiple));
  const size = sizeOf(lengths);
  // What is padded is 1: an argument that every operation takes.
  const fill = (values: Values): Values => {
    const missing = values.shape.map((length, axis): [number, number] => [0, length === 1 ? 0 : padded[axis] - length]);
    return missing.every(([, after]) => after === 0) ? tf.clone(values) : tf.pad(values, missing, 1);
  };
  const whole = (values: Values): Values =>
    tf.reshape(
      tf.slice(
        tf.broadcastTo(values, padded),
        lengths.map(() => 0),
        [...lengths],
      ),
      [size],
    );
  return {
    size,
    place(values: Values, kind: "entries" | "rows" | "columns"): Values {
      if (kind === "rows") return fill(tf.reshape(values, [lengths[0], 1]));
      return fill(tf.reshape(values, kind === "columns" ? [1, lengths[1]] : [...lengths]));
    },
    result: (values: Values): Values => whole(values),
    read(all: readonly Values[]): Later<ArrayLike<number>[]> {
      const values = all.map((value) => tf.tidy(() => whole(value)));
      const dispose = () => values.forEach((value) => value.dispose());
      if (!readsAtOnce) return Promise.all(values.map((value) => value.data())).finally(dispose);
      const numbers = values.map((value) => value.dataSync());
      dispose();
      return numbers;
    },
    numbers: (all: readonly Float64Array[]): Values[] => all.map((data) => tf.tidy(() => fill(tf.tensor(Float32Array.from(data), [...lengths])))),
  };
}
