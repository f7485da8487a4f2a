import { exp } from "./exponential.ts";
import { horner, type WgslFunction } from "./wgsl-function.ts";

/** |x| ≤ 1: x + x P(x²); up to 4: 1 − e^(a Q(a)) with Q = log(erfc a)/a (minimax as in exponential.ts); beyond, ±1. */
export const erf: WgslFunction = {
  name: "ntk_erf",
  uses: [exp],
  source: `fn ntk_erf(x: f32) -> f32 {
  let a = abs(x);
  if (a <= 1f) {
    let z = x * x;
    return fma(x, ${horner("z", [0.12837917, -0.37612626, 0.112836, -2.6854444e-2, 5.1895357e-3, -8.020842e-4, 7.889123e-5])}, x);
  }
  if (ntk_is_nan(x)) { return x; }
  let exponent = a * ${horner("a", [-1.128669, -0.6350683, -0.10637359, 2.3879329e-2, -3.6976894e-3, 3.363387e-4, -1.2579062e-5])};
  let size = select(1f - ntk_exp(exponent), 1f, a > 4f);
  return select(size, -size, x < 0f);
}`,
};
