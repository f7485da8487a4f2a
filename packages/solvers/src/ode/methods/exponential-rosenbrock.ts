import { Unsupported } from "@ntkit/core";
import { krylovSpace, type Term } from "../krylov-space.ts";
import type { Method } from "../method.ts";
import { combination } from "../vectors.ts";

/** Where in a step the remainder is looked at. With 9/10, `b_2 c_2⁴ + b_3 c_3⁴ = 1/5` for the weights b at A = 0: the condition of order 5. */
const [c2, c3] = [1 / 2, 9 / 10];
/** `b_3 = scale (6 φ_4 − 2 c_2 φ_3)`, `b_2 c_2² = 2 φ_3 − b_3 c_3²`. */
const scale = 1 / (c3 ** 2 * (c3 - c2));
/** `b_2 c_2/(b_3 c_3)` at A = 0, where φ_k = 1/k!. */
const ratio = (() => {
  const b3 = scale * (6 / 24 - (2 * c2) / 6);
  return ((2 / 6 - b3 * c3 ** 2) / c2 ** 2) * (c2 / (b3 * c3));
})();

/** The part of the tolerances that goes to functions of A. */
const krylovShare = 0.03;
const maxDimension = 120;

/**
 * Exponential Rosenbrock method of order 5. With A = −∂p/∂y of the push p on the dual coefficients at the start of the step, and the
 * remainder `N(τ) = p(y(τ)) − p + A (y(τ) − y)`, τ of the way, `y' = p − A y + N` is solved for the `N(τ) = α τ² + β τ³` that
 * meets the remainder at two stages. With φ_k(τ) = φ_k(−τhA):
 *
 * - `y(τ) = y + τh φ_1(τ) p + 2 τ³h φ_3(τ) α + 6 τ⁴h φ_4(τ) β`; τ = 1 is the end of the step;
 * - the stage at c_2 is `y + c_2 h φ_1(c_2) p`; that at c_3 has beside `c_3 h φ_1(c_3) p` the term `a_32 h N_2` with
 *   `a_32 = 2 c_3³/c_2² φ_3(c_3) + 2 c_2 ρ φ_3(c_2)`, ρ = b_2 c_2/(b_3 c_3), so that the errors of both stages cancel.
 *
 * The error estimate has the remainder at the end of the step in place of that at c_3, which leaves order 4. Functions of A are taken in Krylov
 * spaces, grown until they are known to a part of the tolerances: about as many right-hand sides as the stiffness has clusters of
 * eigenvalues, at most about its square root. The remainders themselves cost no product with the kernel.
 */
export const exponentialRosenbrock: Method = {
  kind: "exponential-rosenbrock",
  order: 5,
  denseOrder: 4,
  errorOrder: 4,
  spectrum: "real",
  needsModes: false,
  exactIfLinear: true,
  freeSteps: true,
  references: [
    "Hochbruck, Ostermann & Schweitzer 2009, Exponential Rosenbrock-type methods",
    "Luan & Ostermann 2014, Exponential Rosenbrock methods of order five, section 5",
    "Hochbruck & Lubich 1997, On Krylov subspace approximations to the matrix exponential operator",
  ],

  async step(field, { y, slope }, h, { rtol, atol }) {
    const { dual, watched } = field;
    if (dual === undefined) {
      throw new Unsupported({
        path: "method",
        problem: 'the method "exponential-rosenbrock" needs a gradient flow in dual coefficients, and this system has none',
        remedy: 'Use "tsit5".',
      });
    }
    const curvature = await dual.curvature(y);
    const allowed = y.map((value) => atol + rtol * Math.abs(value));
    const negligible = allowed.map((value) => krylovShare * value);
    const space = krylovSpace(dual, curvature, watched, negligible, maxDimension);
    const push = await dual.push(y);
    const remainder = async (change: Float64Array): Promise<Float64Array> => {
      const [there, straight] = [await dual.push(combination(y, [1], [change])), await curvature(change)];
      return there.map((value, i) => value - push[i] + straight[i]);
    };
    const linear = (tau: number): Term => ({ order: 1, time: tau * h, weight: tau * h, vector: push });
    const bent = (tau: number, [alpha, beta]: readonly [Float64Array, Float64Array]): readonly Term[] => [
      { order: 3, time: tau * h, weight: 2 * tau ** 3 * h, vector: alpha },
      { order: 4, time: tau * h, weight: 6 * tau ** 4 * h, vector: beta },
    ];

    const left = [await space.grow(push, [{ order: 1, time: h, weight: h }], slope)];
    const n2 = await remainder(await space.move([linear(c2)]));
    left.push(await space.grow(n2, [{ order: 3, time: h, weight: (2 * h) / c2 ** 2 }]));
    const n3 = await remainder(
      await space.move([
        linear(c3),
        { order: 3, time: c3 * h, weight: ((2 * c3 ** 3) / c2 ** 2) * h, vector: n2 },
        { order: 3, time: c2 * h, weight: 2 * c2 * ratio * h, vector: n2 },
      ]),
    );
    const last = [{ order: 3, time: h, weight: -2 * c2 * scale * h } as const, { order: 4, time: h, weight: 6 * scale * h } as const];
    left.push(await space.grow(n3, last));

    const curve = through([c2, n2], [c3, n3]);
    const path = (tau: number) => space.move([linear(tau), ...bent(tau, curve)]);
    const change = await path(1);
    const end = combination(y, [1], [change]);
    const other = through([c2, n2], [1, await remainder(change)]);
    const error = await space.move(bent(1, [combination(curve[0], [-1], [other[0]]), combination(curve[1], [-1], [other[1]])]));
    const short = Math.max(...left);
    return {
      y: end,
      slope: await field.slope(end),
      memory: { radius: await space.radius() },
      // A space that became too large before its functions were known: a shorter step needs a smaller one.
      error: short > 1 ? error.map((value, i) => Math.max(Math.abs(value), short * negligible[i])) : error,
      interpolate: async (tau) => combination(y, [1], [await path(tau)]),
    };
  },
};

/** α and β with `α c² + β c³ = N` at two points [c, N]. */
function through([c, n]: readonly [number, Float64Array], [d, m]: readonly [number, Float64Array]): readonly [Float64Array, Float64Array] {
  const beta = m.map((value, i) => (value / d ** 2 - n[i] / c ** 2) / (d - c));
  return [n.map((value, i) => value / c ** 2 - beta[i] * c), beta];
}
