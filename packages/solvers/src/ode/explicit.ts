import type { Method } from "./method.ts";
import { combination } from "./vectors.ts";

/**
 * An explicit Runge–Kutta method as numbers. The last stage stands at the end of the step and is the first of the next:
 * row i of `a` makes stage i + 1 from those before, the last row makes the step itself.
 */
export interface Tableau {
  readonly kind: string;
  readonly order: number;
  readonly denseOrder: number;
  readonly a: readonly (readonly number[])[];
  /** Weights of all stages whose sum, times h, is the error estimate, and its order; without it, steps are fixed. */
  readonly error?: { readonly weights: readonly number[]; readonly order: number };
  /** `b_i(θ) = Σ_k dense[i][k] θ^(k+1)`: the weights of all stages θ of the way in a step. */
  readonly dense: readonly (readonly number[])[];
  readonly references: readonly string[];
}

export function explicitRungeKutta({ kind, order, denseOrder, a, error, dense, references }: Tableau): Method {
  return {
    kind,
    order,
    denseOrder,
    errorOrder: error?.order ?? null,
    spectrum: "any",
    needsModes: false,
    exactIfLinear: false,
    references,
    async step(field, { y, slope }, h) {
      const scaled = (weights: readonly number[]) => weights.map((weight) => h * weight);
      const stages = [slope];
      let end = y;
      for (const row of a) {
        end = combination(y, scaled(row), stages);
        stages.push(await field.slope(end));
      }
      return {
        y: end,
        slope: stages[a.length],
        memory: undefined,
        error: error && combination(new Float64Array(y.length), scaled(error.weights), stages),
        async interpolate(theta) {
          const weights = dense.map((powers) => powers.reduceRight((sum, weight) => (sum + weight) * theta, 0));
          return combination(y, scaled(weights), stages);
        },
      };
    },
  };
}
