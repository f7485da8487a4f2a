import { exp } from "./exponential.ts";
import { horner, type WgslFunction } from "./wgsl-function.ts";

/** Beyond |x| = 9, e^(−x) is nothing beside eˣ, and eˣ/2 = (h/2) h with h = e^(x/2) overflows no sooner than the result. */
export const sinh: WgslFunction = {
  name: "ntk_sinh",
  uses: [exp],
  source: `fn ntk_sinh(x: f32) -> f32 {
  let a = abs(x);
  if (a <= 1f) {
    let z = x * x;
    return fma(x * z, ${horner("z", [0.16666667, 8.3333505e-3, 1.9836066e-4, 2.8174395e-6])}, x);
  }
  var size = 0f;
  if (a < 9f) {
    let e = ntk_exp(a);
    size = 0.5f * e - 0.5f / e;
  } else {
    let h = ntk_exp(0.5f * a);
    size = (0.5f * h) * h;
  }
  return select(size, -size, x < 0f);
}`,
};

export const cosh: WgslFunction = {
  name: "ntk_cosh",
  uses: [exp],
  source: `fn ntk_cosh(x: f32) -> f32 {
  let a = abs(x);
  if (a < 9f) {
    let e = ntk_exp(a);
    return 0.5f * e + 0.5f / e;
  }
  let h = ntk_exp(0.5f * a);
  return (0.5f * h) * h;
}`,
};

/** Near 0 a polynomial (minimax as in exponential.ts), else 1 − 2/(e^(2|x|) + 1). */
export const tanh: WgslFunction = {
  name: "ntk_tanh",
  uses: [exp],
  source: `fn ntk_tanh(x: f32) -> f32 {
  let a = abs(x);
  if (a <= 0.6f) {
    let z = x * x;
    return fma(x * z, ${horner("z", [-0.333333, 0.13331959, -5.3786684e-2, 2.0805385e-2, -5.905868e-3])}, x);
  }
  if (ntk_is_nan(x)) { return x; }
  let size = select(1f - 2f / (ntk_exp(2f * min(a, 10f)) + 1f), 1f, a > 10f);
  return select(size, -size, x < 0f);
}`,
};
