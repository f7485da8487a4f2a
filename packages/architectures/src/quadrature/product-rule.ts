import type { HostDual } from "../layer.ts";
import { gaussHermite } from "./gauss-hermite.ts";
import { type Integrand, valuesAt } from "./integrand.ts";
import { eachEntry, type Integrands } from "./numeric-dual.ts";

/**
 * The product Gauss–Hermite rule with a fixed number of nodes a side: u = √q11 z1, v = √q22 (c z1 + √(1 − c²) z2).
 * Excellent for smooth φ of small variance, hopeless across a kink: for comparison, and where it was asked for.
 */
export function productRuleDual({ value, derivative }: Integrands, nodes: number): HostDual {
  return { nngp: eachEntry(productExpectation(value, nodes)), derivative: eachEntry(productExpectation(derivative, nodes)) };
}

function productExpectation(f: Integrand, count: number): (q11: number, q12: number, q22: number) => number {
  const { nodes, weights } = gaussHermite(count);
  const points = new Float64Array(count * count);
  return (q11, q12, q22) => {
    const [scale1, scale2] = [Math.sqrt(q11), Math.sqrt(q22)];
    const norm = Math.sqrt(q11 * q22);
    const c = norm > 0 ? Math.max(-1, Math.min(1, q12 / norm)) : 0;
    const s = Math.sqrt((1 - c) * (1 + c));
    for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) points[i * count + j] = c * nodes[i] + s * nodes[j];
    const [first, second] = [valuesAt(f.apply, nodes, scale1), valuesAt(f.apply, points, scale2)];
    let total = 0;
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0; j < count; j++) sum += weights[j] * second[i * count + j];
      total += weights[i] * first[i] * sum;
    }
    return total;
  };
}
