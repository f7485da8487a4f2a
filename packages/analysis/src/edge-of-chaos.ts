import { bisect } from "./bisect.ts";
import { checkNotNegative } from "./checks.ts";
import type { DualFunction } from "./phase.ts";

/** Where `χ1 = 1` for a given `biasStd`. */
export interface EdgeOfChaos {
  /** `finite`: at the variance q*. `any`: every variance is a fixed point. `infinite`: χ1 → 1 as the variance grows without bound. */
  readonly status: "finite" | "any" | "infinite";
  readonly weightStd: number;
  /** q* at the edge; Infinity where there is none. */
  readonly variance: number;
}

const [smallest, largest] = [1e-8, 1e8];
const stride = 1.25;

/**
 * The weight scale on the edge of chaos, `χ1 = σw² Ḟ(q, q, q) = 1` at the fixed point `q = σw² F(q, q, q) + σb²`, for any
 * nonlinearity. Both conditions give the edge as a curve with the parameter q,
 *
 *     σw² = 1/Ḟ(q, q, q),   σb² = q − F(q, q, q)/Ḟ(q, q, q),
 *
 * so the wanted σb is found as a root in q: the smallest in [1e-8, 1e8] that is a variance of the network. φ of degree 1 (ReLU)
 * has its edge at biasStd 0, where every q is a fixed point; with a bias its variance grows without bound at the same σw.
 * Returns null where there is no edge. Source: Schoenholz et al. 2017, arXiv:1611.01232; Hayou et al. 2019, arXiv:1902.06853.
 */
export function edgeOfChaos(dual: DualFunction, biasStd: number): EdgeOfChaos | null {
  checkNotNegative("biasStd", biasStd);
  const at = (q: number) => {
    const { nngp, derivative } = dual(q, q, q);
    return { weightStd: 1 / Math.sqrt(derivative), bias: q - nngp / derivative, rounding: 1e-11 * q };
  };
  const excess = (q: number) => at(q).bias - biasStd ** 2;
  const flat = (q: number) => Math.abs(at(q).bias) <= at(q).rounding;
  if ([smallest, 1, largest].every(flat)) {
    const status = biasStd === 0 ? "any" : "infinite";
    return { status, weightStd: at(1).weightStd, variance: status === "any" ? 1 : Infinity };
  }
  if (biasStd === 0 && flat(smallest)) return { status: "finite", weightStd: at(smallest).weightStd, variance: 0 };
  for (let from = smallest; from < largest; from *= stride) {
    const to = from * stride;
    if (excess(from) > 0 === excess(to) > 0) continue;
    const variance = bisect(excess, from, to);
    const { weightStd } = at(variance);
    if (Number.isFinite(weightStd)) return { status: "finite", weightStd, variance };
  }
  return null;
}

/** The edge for each biasStd: a line through the phase diagram. */
export const edgeLine = (dual: DualFunction, biasStds: readonly number[]): (EdgeOfChaos | null)[] => biasStds.map((biasStd) => edgeOfChaos(dual, biasStd));
