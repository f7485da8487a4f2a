import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterSteps, type Momentum, stepLimit } from "./steps.ts";

const accelerations = ["heavy-ball", "nesterov"] as const;

/** The recursion in exact arithmetic: rationals over a power of two as big integers, so that nothing but the inputs is rounded. */
function exact(x: number, k: number, { momentum, acceleration }: Momentum): { residual: number; travel: number; next: number } {
  const digits = 400n;
  const one = 1n << digits;
  const fixed = (value: number): bigint => {
    const scaled = Math.round(value * 2 ** 40);
    return (BigInt(scaled) << (digits - 40n)) + (BigInt(Math.round((value * 2 ** 40 - scaled) * 2 ** 53)) << (digits - 93n));
  };
  const times = (a: bigint, b: bigint): bigint => (a * b) >> digits;
  const number = (a: bigint): number => {
    const size = (a < 0n ? -a : a).toString(2).length;
    const shift = BigInt(Math.max(0, size - 64));
    return Number(a >> shift) * 2 ** Number(shift - digits);
  };
  const [step, beta] = [fixed(x), fixed(momentum)];
  let [e, v] = [one, 0n];
  let travel = 0n;
  let next = 0n;
  for (let i = 0; i <= k; i++) {
    // In units of x, the velocity is −u: no division by x.
    const seen = acceleration === "heavy-ball" ? e : e - times(step, times(beta, v));
    v = times(beta, v) + seen;
    if (i === k) next = v;
    else {
      e -= times(step, v);
      travel += v;
    }
  }
  return { residual: number(e), travel: number(travel), next: number(next) };
}

const nudge = 2 ** -20;
const slow = [0, 1e-14, 1e-9, 1e-6, 1e-4];

describe.each(accelerations)("%s", (acceleration) => {
  test.each([0, 0.3, 0.5, 0.9, 0.99, 0.999])("β = %s: residual, travel and next step, against the recursion in exact arithmetic", (momentum) => {
    const options = { momentum, acceleration };
    const limit = stepLimit(options);
    const double = acceleration === "heavy-ball" ? (1 - Math.sqrt(momentum)) ** 2 : ((1 - momentum) / (1 + momentum)) ** 2;
    const other = acceleration === "heavy-ball" ? (1 + Math.sqrt(momentum)) ** 2 : 1;
    const around = [double, other].flatMap((x) => [x, x * (1 + 1e-15), x * (1 - 1e-12), x * (1 + 1e-12), x * (1 - 1e-6), x * (1 + 1e-6)]);
    for (const x of [...slow, 0.01, 0.3, 0.7, 1.3, 0.98 * limit, ...around].filter((value) => value <= limit)) {
      for (const k of [0, 1, 2, 7, 63, 64, 65, 100, 400]) {
        const [actual, expected] = [afterSteps(x, k, options), exact(x, k, options)];
        // No worse than if x and β had been rounded a few times.
        const scales = { residual: 1, travel: x === 0 ? expected.travel : 1 / x, next: Math.min(k + 1, 1 / (1 - momentum)) };
        const nudged = [exact(x * (1 + nudge), k, options), exact(x, k, { momentum: momentum * (1 - nudge), acceleration })];
        for (const name of ["residual", "travel", "next"] as const) {
          const sensitivity = nudged.reduce((most, result) => Math.max(most, Math.abs(result[name] - expected[name]) / nudge), 0);
          const allowed = 2 ** -52 * (32 * sensitivity + 256 * scales[name]);
          expect(Math.abs(actual[name] - expected[name])).toBeLessThanOrEqual(allowed);
        }
      }
    }
  });

  test("slow modes travel far and keep their digits", () => {
    for (const momentum of [0, 0.5, 0.9, 0.99]) {
      for (const x of slow) {
        for (const k of [70, 500]) {
          const options = { momentum, acceleration };
          expect(afterSteps(x, k, options).travel / exact(x, k, options).travel).toBeCloseTo(1, 12);
        }
      }
    }
  });

  test("converges below the limit and not above it, over all momenta", () =>
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.95, noNaN: true }), fc.double({ min: 0.05, max: 0.99, noNaN: true }), (momentum, share) => {
        const options = { momentum, acceleration };
        const limit = stepLimit(options);
        const sizes = (x: number) => [20000, 20001].map((k) => Math.abs(afterSteps(x, k, options).residual));
        expect(Math.max(...sizes(share * limit))).toBeLessThan(1e-12);
        expect(Math.max(...sizes((1 + (1 - share) / 10) * limit))).toBeGreaterThan(1e3);
      }),
      { numRuns: 200, seed: 4 },
    ));

  test("far beyond the limit it overflows to infinity, never to NaN", () => {
    for (const momentum of [0, 0.4, 0.9]) {
      for (const x of [4.5, 10, 1e6]) {
        for (const k of [5000, 5001, 1e9]) {
          const { residual, travel } = afterSteps(x, k, { momentum, acceleration });
          expect(Math.abs(residual)).toBeGreaterThan(1e100);
          expect(travel).not.toBeNaN();
        }
      }
    }
  });
});

test("momentum 0 is plain gradient descent, (1 − x)^k, in both forms", () => {
  for (const x of [1e-6, 0.5, 1, 1.9]) {
    for (const k of [0, 1, 5, 200]) {
      const results = accelerations.map((acceleration) => afterSteps(x, k, { momentum: 0, acceleration }));
      expect(results[0]).toEqual(results[1]);
      expect(results[0].residual / (1 - x) ** k || 1).toBeCloseTo(1, 13);
    }
  }
});
