import { InvalidInput, lookUp, NotEnoughMemory, show } from "@ntkit/core";
import type { Cost, EmpiricalMethod, EmpiricalProblem } from "./method.ts";

/** Bytes for the work on a tile where nothing else is asked. */
const usualWork = 2 ** 27;

export interface EmpiricalPlan {
  readonly method: EmpiricalMethod;
  /** Rows and columns of a tile, in samples. */
  readonly tile: number;
  readonly why: string;
  /** What each method would cost that could compute it, by kind. */
  readonly costs: Readonly<Record<string, Cost>>;
}

interface Choice extends Cost {
  readonly method: EmpiricalMethod;
  readonly tile: number;
}

/**
 * Chooses the method with the fewest operations among those that can do it (or takes the one asked for), and the largest tile that
 * fits: large tiles go through fewer samples twice. `held` is what stays in memory all the time. Without `memory`, the work on a
 * tile is kept to 128 MiB where a tile of one sample allows it.
 *
 * @throws NotEnoughMemory where not even one sample fits; UnknownName and InvalidInput for a method that is not there or cannot do it
 */
export function planEmpirical(
  problem: EmpiricalProblem,
  methods: Readonly<Record<string, EmpiricalMethod>>,
  asked: string,
  held: number,
  memory: number | undefined,
): EmpiricalPlan {
  requireMemory(memory);
  const candidates = asked === "auto" ? Object.values(methods) : [lookUp({ ...methods, auto: undefined }, asked, "method", "method") ?? methods[asked]];
  const refused = candidates.flatMap((method) => {
    const reason = method.supports(problem);
    return reason === true ? [] : [{ kind: method.kind, reason }];
  });
  const room = memory === undefined ? usualWork : memory - held;
  const able = candidates.filter(({ kind }) => refused.every((other) => other.kind !== kind)).map((method) => choose(method, problem, room));
  if (able.length === 0) {
    throw new InvalidInput({
      path: "method",
      problem: refused.map(({ kind, reason }) => `${kind} cannot compute this: ${reason}`).join("; ") || "no method to choose from",
      remedy: 'Leave it at "auto".',
    });
  }
  const fitting = memory === undefined ? able : able.filter(({ bytes }) => bytes <= room);
  if (fitting.length === 0) throw notEnough(able, held, memory ?? 0);
  const best = fitting.reduce((first, second) => (second.operations < first.operations ? second : first));
  const costs = Object.fromEntries(costsOf(problem, methods, room).map(({ method, operations, bytes }) => [method.kind, { operations, bytes }]));
  return { method: best.method, tile: best.tile, why: sentence(best, costs, asked, refused), costs };
}

function costsOf(problem: EmpiricalProblem, methods: Readonly<Record<string, EmpiricalMethod>>, room: number): Choice[] {
  return Object.values(methods)
    .filter((method) => method.supports(problem) === true)
    .map((method) => choose(method, problem, room));
}

/** The largest tile of a method that fits into `room`, of even strips; 1 where none does. */
function choose(method: EmpiricalMethod, problem: EmpiricalProblem, room: number): Choice {
  const most = Math.max(problem.n1, problem.n2 ?? 0);
  const fits = (tile: number) => method.cost(problem, tile).bytes <= room;
  let [low, high] = [1, most];
  if (!fits(most)) {
    while (low + 1 < high) {
      const middle = Math.floor((low + high) / 2);
      if (fits(middle)) low = middle;
      else high = middle;
    }
  } else low = most;
  const tile = Math.ceil(most / Math.ceil(most / low));
  return { method, tile, ...method.cost(problem, tile) };
}

function sentence(best: Choice, costs: EmpiricalPlan["costs"], asked: string, refused: readonly { readonly kind: string; readonly reason: string }[]): string {
  const list = Object.entries(costs).map(([kind, { operations }]) => `${kind} ${operations.toExponential(1)}`);
  const reason = asked === "auto" ? "the fewest operations" : "asked for by name";
  const without = refused.map(({ kind, reason }) => `; ${kind} cannot: ${reason}`).join("");
  return `${best.method.kind}: ${reason} (${list.join(", ")}), in tiles of ${best.tile} samples and ${megabytes(best.bytes)}${without}`;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toPrecision(3)} MB`;

function notEnough(choices: readonly Choice[], held: number, memory: number): NotEnoughMemory {
  const least = held + Math.min(...choices.map(({ bytes }) => bytes));
  return new NotEnoughMemory({
    path: "memory",
    problem: `the kernel, the parameters and the samples take ${megabytes(held)}, and one pair of samples at a time ${megabytes(least)} in all`,
    found: `${megabytes(memory)} allowed`,
    remedy: `Allow ${Math.ceil(least)} bytes, ask for the trace or the diagonal of the outputs, or for fewer samples.`,
  });
}

function requireMemory(memory: number | undefined): void {
  if (memory === undefined || memory > 0) return;
  throw new InvalidInput({ path: "memory", problem: "expected a number of bytes above 0", found: show(memory), remedy: "Give bytes, such as 2 ** 29." });
}
