import type { Backend } from "@ntkit/backend";
import { InvalidInput, lookUp, parse, show } from "@ntkit/core";
import { accuracy } from "@ntkit/losses";
import type { Problem } from "./problem.ts";
import { type Prediction, release, type Solver, type SolverState, type SolverTrouble, type Wanted } from "./solver.ts";
import { solvers } from "./solvers/index.ts";

export type SolverRegistry = Readonly<Record<string, Solver>>;

/** A solver chosen by its spec, with a problem factored. */
export interface Prepared {
  readonly status: "ok";
  readonly state: SolverState;
  /** Predictions at the given times, in any order. */
  at(times: readonly number[], wanted?: Wanted): Promise<Prediction[]>;
  /** See `Solver.maximumLearningRate`; for `sgd` it costs several times what `init` did. */
  maximumLearningRate(): Promise<number | undefined>;
  /** Frees what `state` holds; not needed inside a scope that does not return it. */
  release(): void;
}

/**
 * Chooses the solver that a spec such as `{"kind": "eigen", "normaliser": "samples"}` names and factors the problem.
 * Throws UnknownName or InvalidInput for a spec that cannot be, Unsupported where the solver cannot solve the problem,
 * ShapeMismatch or InvalidData for arrays that do not fit; numerical trouble is a value.
 */
export async function prepare(
  on: Backend,
  spec: unknown,
  problem: Problem,
  registry: SolverRegistry = solvers,
  path = "solver",
): Promise<Prepared | SolverTrouble> {
  if (typeof spec !== "object" || spec === null || !("kind" in spec)) {
    throw new InvalidInput({ path, problem: "expected a solver", found: show(spec), remedy: 'Write it as an object with its kind: {"kind": "eigen"}.' });
  }
  const solver = lookUp(registry, spec.kind, "solver", `${path}.kind`);
  const state = await solver.init(on, parse(solver.schema, spec, path), problem);
  if (state.status !== "ok") return state;
  return {
    status: "ok",
    state,
    at: async (times, wanted) => (await solver.at(on, state, times, wanted)).map((prediction) => withAccuracy(prediction, problem.labels)),
    maximumLearningRate: async () => solver.maximumLearningRate?.(on, state),
    release: () => release(on, state),
  };
}

function withAccuracy(prediction: Prediction, labels: Problem["labels"]): Prediction {
  const share = (side: "train" | "test") => {
    const [moments, known] = [prediction[side], labels?.[side]];
    return moments === undefined || known === undefined || !moments.mean.data.every(Number.isFinite) ? {} : { [side]: accuracy(moments.mean, known) };
  };
  const shares = { ...share("train"), ...share("test") };
  return Object.keys(shares).length === 0 ? prediction : { ...prediction, accuracy: shares };
}
