import { InvalidInput, show, suggestion, UnknownName } from "@ntkit/core";
import { type KernelSignature, variablesOf } from "@ntkit/formula";
import type { Operands } from "./backend.ts";
import type { Assignment, ElementwiseProgram, HostStage } from "./program.ts";

/**
 * Where a value stands while a program runs over a chunk of a row: in an operand, in a scratch register (an array as long
 * as a chunk), or in a result.
 */
export type Place =
  | { readonly kind: "entries" | "rows" | "columns"; readonly name: string }
  | { readonly kind: "register"; readonly index: number }
  | { readonly kind: "result"; readonly index: number };

/** A formula stage as a kernel: `places` of the arrays and scalars that it reads and of the outputs that it writes, in the order of its signature. */
export interface KernelStep {
  readonly kind: "kernel";
  readonly signature: KernelSignature;
  readonly arrays: readonly Place[];
  readonly scalars: readonly Place[];
  readonly outputs: readonly Place[];
}

/** A host stage. An output that nothing needs gets a register all the same. */
export interface HostStep {
  readonly kind: "host";
  readonly stage: HostStage;
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
}

/** How to run an elementwise program chunk by chunk: what a backend that walks over chunks does for each of them, in order. */
export interface Plan {
  readonly steps: readonly (KernelStep | HostStep)[];
  /** How many registers the steps use. No step writes a register that it reads. */
  readonly registers: number;
  /** Results that no step writes: operands asked for as they are, and names asked for twice. */
  readonly copies: readonly { readonly from: Place; readonly result: number }[];
}

/** A stage with what it reads from and leaves to the outside. */
interface Flow {
  readonly stage: { readonly kind: "formula"; readonly assignments: readonly Assignment[] } | HostStage;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * The plan of a program: only what its outputs need, and every register free for another value after its last use.
 * Throws UnknownName for a name that nothing binds, InvalidInput for a name bound twice.
 */
export function planProgram(program: ElementwiseProgram, operands: Operands): Plan {
  const places = operandPlaces(operands);
  checkNames(program, [...places.keys()]);
  const { flows, lastUses } = neededFlows(program);

  program.outputs.forEach((name, index) => {
    if (!places.has(name)) places.set(name, { kind: "result", index });
  });
  const free: number[] = [];
  let registers = 0;
  const place = (name: string): Place => {
    let at = places.get(name);
    if (at === undefined) {
      at = { kind: "register", index: free.pop() ?? registers++ };
      places.set(name, at);
    }
    return at;
  };

  const steps = flows.map(({ stage, inputs, outputs }, at): KernelStep | HostStep => {
    const sources = inputs.map(place);
    const targets = outputs.map(place);
    for (const name of new Set([...inputs, ...outputs])) {
      const held = places.get(name);
      if (held?.kind === "register" && (lastUses.get(name) ?? at) <= at) free.push(held.index);
    }
    if (stage.kind === "host") return { kind: "host", stage, inputs: sources, outputs: targets };
    const [scalars, arrays] = [inputs.filter((_, i) => sources[i].kind === "rows"), inputs.filter((_, i) => sources[i].kind !== "rows")];
    return {
      kind: "kernel",
      signature: { arrays, scalars, assignments: stage.assignments, outputs },
      arrays: arrays.map(place),
      scalars: scalars.map(place),
      outputs: targets,
    };
  });
  const copies = program.outputs.flatMap((name, result) => {
    const from = place(name);
    return from.kind === "result" && from.index === result ? [] : [{ from, result }];
  });
  return { steps, registers, copies };
}

function operandPlaces(operands: Operands): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const kind of ["entries", "rows", "columns"] as const) {
    for (const name of Object.keys(operands[kind] ?? {})) {
      if (places.has(name)) throw boundTwice(name);
      places.set(name, { kind, name });
    }
  }
  return places;
}

/** Every name is bound once, and before it is used. */
function checkNames({ stages, outputs }: ElementwiseProgram, operands: readonly string[]): void {
  const known = new Set(operands);
  const use = (name: string, path: string): void => {
    if (!known.has(name))
      throw new UnknownName({ path, problem: "unknown name in an elementwise program", found: show(name), remedy: suggestion(name, [...known]) });
  };
  const bind = (name: string): void => {
    if (known.has(name)) throw boundTwice(name);
    known.add(name);
  };
  stages.forEach((stage, s) => {
    if (stage.kind === "host") {
      stage.inputs.forEach((name, i) => use(name, `stages[${s}].inputs[${i}]`));
      stage.outputs.forEach(bind);
      return;
    }
    stage.assignments.forEach(({ name, value }, i) => {
      for (const used of variablesOf(value)) use(used, `stages[${s}].assignments[${i}]`);
      bind(name);
    });
  });
  outputs.forEach((name, i) => use(name, `outputs[${i}]`));
}

/** The stages and assignments that the outputs need, found from the last to the first, and the last stage that reads each name. */
function neededFlows({ stages, outputs }: ElementwiseProgram): { flows: Flow[]; lastUses: Map<string, number> } {
  const flows: Flow[] = [];
  const needed = new Set(outputs);
  // Stages are counted from the end while walking backwards; `lastUses` turns the count around.
  const uses = new Map<string, number>();
  for (const stage of stages.toReversed()) {
    const flow = stage.kind === "host" ? hostFlow(stage, needed) : formulaFlow(stage.assignments, needed);
    if (flow === null) continue;
    for (const name of flow.inputs) {
      needed.add(name);
      if (!uses.has(name)) uses.set(name, flows.length);
    }
    flows.push(flow);
  }
  return { flows: flows.reverse(), lastUses: new Map([...uses].map(([name, fromEnd]) => [name, flows.length - 1 - fromEnd])) };
}

function hostFlow(stage: HostStage, needed: ReadonlySet<string>): Flow | null {
  return stage.outputs.some((name) => needed.has(name)) ? { stage, inputs: stage.inputs, outputs: stage.outputs } : null;
}

function formulaFlow(all: readonly Assignment[], needed: ReadonlySet<string>): Flow | null {
  const outputs = all.map(({ name }) => name).filter((name) => needed.has(name));
  if (outputs.length === 0) return null;
  const wanted = new Set(outputs);
  const assignments = all.toReversed().filter(({ name, value }) => {
    if (wanted.has(name)) for (const used of variablesOf(value)) wanted.add(used);
    return wanted.has(name);
  });
  for (const { name } of assignments) wanted.delete(name);
  return { stage: { kind: "formula", assignments: assignments.reverse() }, inputs: [...wanted], outputs };
}

const boundTwice = (name: string): InvalidInput =>
  new InvalidInput({
    problem: "a name is bound twice in an elementwise program",
    found: show(name),
    remedy: "Give every operand and every assignment its own name.",
  });
