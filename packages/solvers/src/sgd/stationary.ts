import { type Backend, entrywise, epsilon, type Tensor } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { vector } from "../arrays.ts";
import { conjugateResiduals } from "../conjugate-gradient/conjugate-residuals.ts";
import { closedTolerance } from "../krylov/edges.ts";
import { lanczos } from "../krylov/lanczos.ts";
import type { SymmetricProduct } from "../krylov/product.ts";
import { edges } from "../krylov/tridiagonal.ts";
import { type BatchModes, decays } from "./modes.ts";
import { fromSamples, onSamples, residualMoment } from "./recursion.ts";

/**
 * How strongly the noise of the samples feeds itself: `T_pq = h² c Σ_ij Q_pi Q_pj λ_i λ_j/(1 − a_ij) Q_qi Q_qj` [n, n], symmetric and
 * positive semidefinite as long as all a_ij < 1. The squared residuals that steps of SGD tend to are `w² = T w² + …`.
 */
function feedback(on: Backend, batch: BatchModes, vectors: Tensor): SymmetricProduct {
  const { kernel, noise, samples } = batch;
  const weights = decays(batch).map((decay, at) => {
    const pair = kernel[Math.floor(at / samples)] * kernel[at % samples];
    return pair === 0 ? 0 : (noise * pair) / decay;
  });
  let products = 0;
  return {
    side: samples,
    count: () => products,
    apply: async (columns) => {
      const images: Float64Array[] = [];
      for (const column of columns) {
        products += 1;
        const { data } = await on.scope(() => {
          const moment = fromSamples(on, vectors, vector(on, column));
          const weighted = entrywise(on, formula`weight * moment`, { entries: { weight: on.tensor(ndArray(weights, [samples, samples])), moment } });
          return on.read(onSamples(on, vectors, weighted));
        });
        images.push(data);
      }
      return images;
    },
  };
}

/**
 * The largest eigenvalue of T: mini-batch SGD keeps a bounded second moment iff it is below 1. (The map of second moments is positive, so
 * its spectral radius is one of its eigenvalues z; outside of the a_ij those are where T(z), with z − a_ij for 1 − a_ij, has the
 * eigenvalue 1; and T(z) falls as z grows.) Infinity where some a_ij ≥ 1. It rises with the learning rate.
 */
export async function noiseGain(on: Backend, batch: BatchModes, vectors: Tensor): Promise<number> {
  if (batch.noise === 0) return batch.modes.every((mode) => batch.rate * mode < 2) ? 0 : Infinity;
  const grows = decays(batch).some((decay, at) => decay <= 0 && batch.kernel[Math.floor(at / batch.samples)] * batch.kernel[at % batch.samples] > 0);
  if (grows || batch.modes.some((mode) => batch.rate * mode >= 2)) return Infinity;
  const start = new Float64Array(batch.samples).fill(1);
  let last = 0;
  const [basis] = await lanczos(feedback(on, batch, vectors), [start], 60, closedTolerance(batch.samples, vectors.dtype), (grown) => {
    const { largest } = edges(grown);
    const settled = Math.abs(largest - last) <= 1e-9 * largest;
    last = largest;
    return settled;
  });
  return edges(basis).largest;
}

/**
 * The step size h at which the noise gain is 1: the zero of `h/gain(h) − h`, which is nearly a straight line, by regula falsi
 * (Illinois) between nothing and what gradient descent allows.
 */
export async function largestStableRate(gainAt: (rate: number) => Promise<number>, descentLimit: number): Promise<number> {
  const excess = async (rate: number) => rate / (await gainAt(rate)) - rate;
  let [low, high] = [1e-6 * descentLimit, descentLimit];
  let [atLow, atHigh] = [await excess(low), await excess(high)];
  let side = 0;
  let guess = high;
  for (let round = 0; round < 50 && atLow > 0 && atHigh < 0 && high - low > 1e-9 * high; round++) {
    guess = (low * atHigh - high * atLow) / (atHigh - atLow);
    const at = await excess(guess);
    if (Math.abs(at) <= 1e-10 * guess) break;
    if (at > 0) {
      [low, atLow] = [guess, at];
      if (side === 1) atHigh /= 2;
      side = 1;
    } else {
      [high, atHigh] = [guess, at];
      if (side === -1) atLow /= 2;
      side = -1;
    }
  }
  return guess;
}

/**
 * The covariance N of the dual coefficients that SGD ends with [n, n], for steps whose noise gain is below 1: with `second` = R and `left`
 * = ρ at t = ∞, `N_ij = (h² c (Qᵀ Diag(w²) Q − ρ R ρ/n))_ij/(1 − a_ij)` where `(1 − T) w²` is what ρ R ρ alone gives rise to. Where the
 * kernel sees nothing (μ = 0) N would grow without end and moves nothing: 0 there.
 */
export async function stationaryCovariance(on: Backend, batch: BatchModes, vectors: Tensor, second: Tensor, left: Float64Array): Promise<Tensor> {
  const { noise, samples } = batch;
  const inverses = on.tensor(
    ndArray(
      decays(batch).map((decay) => (decay > 0 ? noise / decay : 0)),
      [samples, samples],
    ),
  );
  const zero = entrywise(on, formula`0 * second`, { entries: { second } });
  const rest = residualMoment(on, batch, second, left, zero);
  const own = entrywise(on, formula`inverse * rest * ${-1 / samples}`, { entries: { inverse: inverses, rest } });
  const source = (await on.read(onSamples(on, vectors, residualMoment(on, batch, second, left, own)))).data;
  const feed = feedback(on, batch, vectors);
  const remaining: SymmetricProduct = {
    ...feed,
    apply: async (columns) => (await feed.apply(columns)).map((image, index) => image.map((value, i) => columns[index][i] - value)),
  };
  const limits = {
    tolerance: 1e-13,
    maxIterations: 10 * samples,
    rankTolerance: closedTolerance(samples, vectors.dtype),
    largest: 1,
    epsilon: epsilon[vectors.dtype],
  };
  const [{ x }] = await conjugateResiduals(remaining, [source], limits);
  const spread = fromSamples(on, vectors, vector(on, x));
  return entrywise(on, formula`inverse * (spread - rest * ${1 / samples})`, { entries: { inverse: inverses, spread, rest } });
}
