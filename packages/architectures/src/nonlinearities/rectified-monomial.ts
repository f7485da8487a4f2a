import { constant, type Expr, formula } from "@ntkit/formula";
import { z } from "zod";
import { angle } from "../duals/angle.ts";
import { polynomialOf } from "../duals/hermite-series.ts";
import type { Covariances, Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("rectified-monomial"),
  degree: z.int().min(0).max(20).meta({ description: "n of max(x, 0)ⁿ; 0 is the unit step" }),
});

/**
 * Cho & Saul's J_n(θ) = A_n(c) sin θ + B_n(c)(π − θ), c = cos θ, as polynomials (coefficients lowest first).
 * From dJ_n/dc = n² J_{n−1} (Price): B_n' = n² B_{n−1} with B_n(1) = (2n − 1)!! for even n and B_n odd for odd n;
 * (1 − c²) A_n' − c A_n = n² (1 − c²) A_{n−1} − B_n, solved from the highest power down.
 */
function arcCosine(degree: number): { a: number[]; b: number[] } {
  let [a, b]: [number[], number[]] = [[], [1]];
  let doubleFactorial = 1;
  for (let n = 1; n <= degree; n++) {
    doubleFactorial *= 2 * n - 1;
    const nextB = [0, ...b.map((coefficient, k) => (n * n * coefficient) / (k + 1))];
    if (n % 2 === 0) nextB[0] = doubleFactorial - nextB.reduce((sum, coefficient) => sum + coefficient, 0);
    const right = nextB.map((coefficient) => -coefficient);
    a.forEach((coefficient, k) => {
      right[k] += n * n * coefficient;
      right[k + 2] -= n * n * coefficient;
    });
    const nextA = new Array<number>(n).fill(0);
    for (let m = n; m >= 1; m -= 2) nextA[m - 1] = ((m + 1) * (nextA[m + 1] ?? 0) - right[m]) / m;
    [a, b] = [nextA, nextB];
  }
  return { a, b };
}

/** (q11 q22)^{n/2} J_n(θ)/(2π). */
function dual(degree: number, covariances: Covariances): Expr {
  const { norm, sine, kappa0 } = angle(covariances);
  const { a, b } = arcCosine(degree);
  const cosine = formula`${norm} > 0 ? ${covariances.q12} / ${norm} : 0`;
  const sinTheta = formula`${norm} > 0 ? ${sine} / ${norm} : 1`;
  return formula`${norm} ^ ${degree} * (${polynomialOf(a, cosine)} * ${sinTheta} / ${2 * Math.PI} + ${polynomialOf(b, cosine)} * ${kappa0})`;
}

/**
 * φ(x) = max(x, 0)ⁿ: F = (q11 q22)^{n/2} J_n(θ)/(2π), Ḟ = n² (q11 q22)^{(n−1)/2} J_{n−1}(θ)/(2π).
 * The step (n = 0) has φ(0) = 1/2 and φ' = 0, as gradient descent sees it.
 */
export const rectifiedMonomial: Nonlinearity<z.infer<typeof schema>> = {
  kind: "rectified-monomial",
  schema,
  example: { kind: "rectified-monomial", degree: 2 },
  apply: ({ degree }, x) => (degree === 0 ? formula`0.5 + 0.5 * sign(${x})` : formula`max(${x}, 0) ^ ${degree}`),
  derivative: ({ degree }, x) => (degree === 0 ? constant(0) : formula`${x} > 0 ? ${degree} * max(${x}, 0) ^ ${degree - 1} : 0`),
  dual: ({ degree }, covariances) => ({
    nngp: dual(degree, covariances),
    derivative: degree === 0 ? constant(0) : formula`${degree * degree} * ${dual(degree - 1, covariances)}`,
  }),
  breakpoints: () => [0],
  references: ["Cho & Saul 2009, eqs 3–7"],
};
