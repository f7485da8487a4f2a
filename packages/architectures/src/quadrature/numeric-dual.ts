import { compile, differentiate, type Expr, variable } from "@ntkit/formula";
import type { HostDual, LayerSpec } from "../layer.ts";
import type { Nonlinearity } from "../nonlinearity.ts";
import { gaussHermite } from "./gauss-hermite.ts";
import { expectationOnLine, expectationOnPlane, type Integrand } from "./gaussian-expectation.ts";
import { type HermiteSeries, hermiteSeries, sumSeries } from "./hermite-series.ts";

/** How many Hermite coefficients are kept for reuse before the memory is given back. */
const coefficientBudget = 4_000_000;

/** φ and φ' of a nonlinearity as array functions. */
export function integrands<S extends LayerSpec>(nonlinearity: Nonlinearity<S>, spec: S): { value: Integrand; derivative: Integrand } | undefined {
  const x = variable("x");
  const value = nonlinearity.apply?.(spec, x);
  if (value === undefined) return undefined;
  const derivative = nonlinearity.derivative?.(spec, x) ?? differentiate(value, "x");
  const breakpoints = nonlinearity.breakpoints?.(spec) ?? [];
  return { value: { apply: arrayFunction(value), breakpoints }, derivative: { apply: arrayFunction(derivative), breakpoints } };
}

function arrayFunction(value: Expr): Integrand["apply"] {
  const kernel = compile({ arrays: ["x"], scalars: [], assignments: [{ name: "y", value }], outputs: ["y"] });
  return (input, output, count) => kernel(count, [input], [0], [], [output], [0]);
}

/** E[f(u) f(v)] to about 1e-14 of √(E[f(u)²] E[f(v)²]): by the Hermite series where it converges, else by panels. */
export function gaussianExpectation(f: Integrand): (q11: number, q12: number, q22: number) => number {
  let known = new Map<number, HermiteSeries>();
  let kept = 0;
  const seriesAt = (q: number): HermiteSeries => {
    let series = known.get(q);
    if (series === undefined) {
      series = hermiteSeries(f, q);
      kept += series.coefficients.length;
      if (kept > coefficientBudget) [known, kept] = [new Map(), series.coefficients.length];
      known.set(q, series);
    }
    return series;
  };
  return (q11, q12, q22) => {
    // Larger variance first, so that exchanging the samples changes no bit.
    const [large, small] = q11 >= q22 ? [q11, q22] : [q22, q11];
    const norm = Math.sqrt(large * small);
    const c = norm > 0 ? q12 / norm : 0;
    if (!Number.isFinite(c)) return Number.NaN;
    if (Math.abs(c) >= 1 - 2e-16) return expectationOnLine(f, large, small, c > 0 ? 1 : -1);
    return sumSeries(seriesAt(large), seriesAt(small), c) ?? expectationOnPlane(f, large, small, c);
  };
}

/** The dual of a nonlinearity with no closed form. */
export function adaptiveDual({ value, derivative }: { value: Integrand; derivative: Integrand }): HostDual {
  const [f, fDot] = [gaussianExpectation(value), gaussianExpectation(derivative)];
  return (q11, q12, q22, nngp, slope, count) => {
    for (let e = 0; e < count; e++) {
      const [a, b, c] = [q11[e] as number, q12[e] as number, q22[e] as number];
      nngp[e] = f(a, b, c);
      slope[e] = fDot(a, b, c);
    }
  };
}

/**
 * The product Gauss–Hermite rule with a fixed number of nodes a side: u = √q11 z1, v = √q22 (c z1 + √(1 − c²) z2).
 * Excellent for smooth φ of small variance, hopeless across a kink: for comparison, and where it was asked for.
 */
export function gaussHermiteDual({ value, derivative }: { value: Integrand; derivative: Integrand }, nodes: number): HostDual {
  const rule = gaussHermite(nodes);
  const [arguments2, values] = [new Float64Array(nodes * nodes), new Float64Array(nodes * nodes)];
  const [arguments1, first] = [new Float64Array(nodes), new Float64Array(nodes)];
  const expectation = (f: Integrand, q11: number, q12: number, q22: number): number => {
    const [scale1, scale2] = [Math.sqrt(q11), Math.sqrt(q22)];
    const norm = Math.sqrt(q11 * q22);
    const c = norm > 0 ? Math.max(-1, Math.min(1, q12 / norm)) : 0;
    const s = Math.sqrt((1 - c) * (1 + c));
    rule.nodes.forEach((z1, i) => {
      arguments1[i] = scale1 * z1;
      rule.nodes.forEach((z2, j) => {
        arguments2[i * nodes + j] = scale2 * (c * z1 + s * z2);
      });
    });
    f.apply(arguments1, first, nodes);
    f.apply(arguments2, values, nodes * nodes);
    let total = 0;
    for (let i = 0; i < nodes; i++) {
      let sum = 0;
      for (let j = 0; j < nodes; j++) sum += (rule.weights[j] as number) * (values[i * nodes + j] as number);
      total += (rule.weights[i] as number) * (first[i] as number) * sum;
    }
    return total;
  };
  return (q11, q12, q22, nngp, slope, count) => {
    for (let e = 0; e < count; e++) {
      const [a, b, c] = [q11[e] as number, q12[e] as number, q22[e] as number];
      nngp[e] = expectation(value, a, b, c);
      slope[e] = expectation(derivative, a, b, c);
    }
  };
}
