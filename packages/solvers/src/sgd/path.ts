import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { remainders } from "../eigen/motion.ts";
import { steps } from "../gradient-descent/motion.ts";
import { residualMoment, stepCovariance } from "./recursion.ts";
import type { SgdState } from "./state.ts";
import { stationaryCovariance } from "./stationary.ts";

/** The second moments at one time: N of the dual coefficients and W of the residual [n, n], both in the basis of Q (see `BatchModes`). */
export interface SecondMoments {
  readonly covariance: Tensor;
  readonly residual: Tensor;
}

/** R, the second moment of what there is to learn, as a mean over outputs: with the covariance of the start where that is random. */
function startMoment(on: Backend, { held, modes, spec, sizes }: SgdState): Tensor {
  const own = on.matmul(held.residual, held.residual, { transposeA: true });
  const share = 1 / sizes.outputs;
  if (spec.randomness === "batches") return entrywise(on, formula`own * ${share}`, { entries: { own } });
  // The ensemble nngp starts with the kernel that drives it, diagonal in this basis.
  const n = modes.length;
  const start =
    held.covariance ??
    on.tensor(
      ndArray(
        Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? modes[at / (n + 1)] : 0)),
        [n, n],
      ),
    );
  return entrywise(on, formula`own * ${share} + start`, { entries: { own, start } });
}

/**
 * Visits times in the order of time, walking the recursion from one to the next: one step of it costs two products of n × n matrices.
 * Infinity is the stationary state. What `visit` returns is given back in the order of `times`.
 */
export async function walk<T>(
  on: Backend,
  state: SgdState,
  times: readonly number[],
  visit: (time: number, moments: SecondMoments) => Promise<T>,
): Promise<T[]> {
  const { batch, modes, held, conventions } = state;
  const { rate } = batch;
  const ridge = conventions.ridge.absolute;
  const left = (step: number) => remainders(steps(modes, step, rate, plain), modes, ridge, "function");
  const order = times.map((_, index) => index).sort((a, b) => times[a] - times[b]);
  const results = new Map<number, T>();
  return on.scope(async () => {
    const second = startMoment(on, state);
    let covariance = entrywise(on, formula`0 * second`, { entries: { second } });
    let step = 0;
    for (const index of order) {
      const time = times[index];
      for (; step + 1 <= time && time < Infinity; step += 1) {
        const next = await on.scope(() => stepCovariance(on, batch, held.vectors, covariance, residualMoment(on, batch, second, left(step), covariance), 1));
        on.dispose(covariance);
        covariance = next;
      }
      results.set(
        index,
        await on.scope(async () => {
          let here = covariance;
          if (time === Infinity) here = await stationaryCovariance(on, batch, held.vectors, second, left(Infinity));
          else if (time > step) {
            here = stepCovariance(on, batch, held.vectors, covariance, residualMoment(on, batch, second, left(step), covariance), time - step);
          }
          return visit(time, { covariance: here, residual: residualMoment(on, batch, second, left(time), here) });
        }),
      );
    }
    return times.map((_, index) => results.get(index) as T);
  });
}

const plain = { momentum: 0, acceleration: "heavy-ball" } as const;
