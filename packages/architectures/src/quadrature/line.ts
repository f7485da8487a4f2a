import { type Integrand, valuesAt } from "./integrand.ts";
import { normalRule, resolve } from "./panels.ts";

/** E[φ(√q1 z) φ(±√q2 z)]: the expectation over a perfectly correlated pair. NaN where it could not be integrated. */
export function expectationOnLine(f: Integrand, q1: number, q2: number, sign: 1 | -1): number {
  const [scale1, scale2] = [Math.sqrt(q1), sign * Math.sqrt(q2)];
  const panels = resolve(
    [
      { f, scale: scale1 },
      { f, scale: scale2 },
    ],
    1,
  );
  if (!panels.resolved) return Number.NaN;
  const { nodes, weights } = normalRule(panels.edges);
  const [first, second] = [valuesAt(f.apply, nodes, scale1), valuesAt(f.apply, nodes, scale2)];
  return weights.reduce((sum, w, i) => sum + w * first[i] * second[i], 0);
}
