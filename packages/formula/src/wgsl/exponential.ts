import { horner, type WgslFunction } from "./wgsl-function.ts";

/*
 * Minimax polynomials (Lawson's iteration in float64, coefficients rounded to float32); their errors are below 1e-8, so
 * that rounding decides. ln 2 = 0.693359375 − 2.12194440e-4, of which the first has 10 bits: its products with exponents are exact.
 */

/** (eʳ − 1 − r)/r² on |r| ≤ 0.35. */
const tail = horner("r", [0.5, 0.16666667, 4.1666344e-2, 8.33327e-3, 1.3942034e-3, 1.9915606e-4]);

/** r and n with x = n ln 2 + r, |r| ≤ (ln 2)/2. */
const reduce = `let n = round(x * 1.44269504f);
  let r = ntk_rounded(fma(n, 2.12194440e-4f, ntk_rounded(fma(n, -0.693359375f, x))));`;

/** 2ⁿ y for −300 < n < 300, in two steps, so that neither factor overflows. */
const scale: WgslFunction = {
  name: "ntk_scale",
  uses: [],
  source: `fn ntk_scale(y: f32, n: i32) -> f32 {
  let half = n / 2;
  return y * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((n - half + 127) << 23u);
}`,
};

export const exp: WgslFunction = {
  name: "ntk_exp",
  uses: [scale],
  source: `fn ntk_exp(x: f32) -> f32 {
  if (!(abs(x) < 104f)) { return select(select(x, 0f, x < 0f), ntk_infinity(), x > 0f); }
  ${reduce}
  return ntk_scale(1f + fma(r * r, ${tail}, r), i32(n));
}`,
};

/** eˣ − 1 = 2ⁿ (eʳ − 1) + (2ⁿ − 1). */
export const expm1: WgslFunction = {
  name: "ntk_expm1",
  uses: [exp],
  source: `fn ntk_expm1(x: f32) -> f32 {
  if (!(abs(x) < 17f)) { return select(ntk_exp(x), -1f, x < 0f); }
  ${reduce}
  let power = bitcast<f32>((i32(n) + 127) << 23u);
  return fma(power, fma(r * r, ${tail}, r), power - 1f);
}`,
};

/** log(1 + f) for √½ − 1 ≤ f ≤ √2 − 1. */
const near1: WgslFunction = {
  name: "ntk_log_near_1",
  uses: [],
  source: `fn ntk_log_near_1(f: f32) -> f32 {
  let rest = ${horner("f", [0.3333331, -0.24999987, 0.20002227, -0.1666925, 0.14218655, -0.1238437, 0.11873016, -0.11789697, 6.915149e-2])};
  return f + f * f * fma(f, rest, -0.5f);
}`,
};

/** x = 2ᵉ (1 + f) for a positive finite x; e as a float. */
const split: WgslFunction = {
  name: "ntk_split",
  uses: [],
  source: `fn ntk_split(x: f32) -> vec2<f32> {
  let tiny = x < 0x1p-126f;
  let bits = bitcast<u32>(select(x, x * 0x1p24f, tiny)) - 0x3f3504f3u;
  let mantissa = bitcast<f32>((bits & 0x007fffffu) + 0x3f3504f3u);
  return vec2<f32>(f32(bitcast<i32>(bits) >> 23u) - select(0f, 24f, tiny), mantissa - 1f);
}`,
};

export const log: WgslFunction = {
  name: "ntk_log",
  uses: [near1, split],
  source: `fn ntk_log(x: f32) -> f32 {
  if (!(x > 0f && x < ntk_infinity())) { return select(select(x, -ntk_infinity(), x == 0f), ntk_nan(), x < 0f); }
  let parts = ntk_split(x);
  return fma(parts.x, 0.693359375f, fma(parts.x, -2.12194440e-4f, ntk_log_near_1(parts.y)));
}`,
};

/** log u + (x − (u − 1))/u with u = 1 + x: the second term is what rounding u lost. */
export const log1p: WgslFunction = {
  name: "ntk_log1p",
  uses: [near1, log],
  source: `fn ntk_log1p(x: f32) -> f32 {
  if (x > -0.29f && x < 0.41f) { return ntk_log_near_1(x); }
  let u = ntk_rounded(1f + x);
  if (!(x > -1f && x < 0x1p24f)) { return ntk_log(u); }
  return ntk_log(u) + (x - ntk_rounded(u - 1f)) / u;
}`,
};

/**
 * aᵇ = 2^(b e) 2^(b log₂(1 + f)) for a = 2ᵉ (1 + f): the first exponent is split so that its integer part is exact. The
 * relative error grows with |b log₂ a|: up to 1e-6 at 10, 1e-5 at the ends of the range.
 */
export const power: WgslFunction = {
  name: "ntk_power",
  uses: [near1, split, exp, scale],
  source: `fn ntk_positive_power(a: f32, b: f32) -> f32 {
  let parts = ntk_split(a);
  let l = ntk_log_near_1(parts.y) * 1.44269504f;
  let high = bitcast<f32>(bitcast<u32>(b) & 0xffff0000u);
  let whole = ntk_rounded(high * parts.x);
  let n = round(fma(b, l, b * parts.x));
  if (!(abs(n) < 290f)) { return select(0f, ntk_infinity(), n > 0f); }
  let rest = ntk_rounded(whole - n) + fma(b, l, ntk_rounded(b - high) * parts.x);
  return ntk_scale(ntk_exp(rest * 0.693147181f), i32(n));
}
fn ntk_power(a: f32, b: f32) -> f32 {
  if (b == 0f) { return 1f; }
  if (ntk_is_nan(a) || ntk_is_nan(b)) { return ntk_nan(); }
  let integer = round(b) == b;
  let odd = integer && abs(b) < 0x1p24f && (i32(b) & 1) != 0;
  let m = abs(a);
  if (a < 0f && m < ntk_infinity() && !integer) { return ntk_nan(); }
  if (!(abs(b) < ntk_infinity())) { return select(select(0f, ntk_infinity(), (m > 1f) == (b > 0f)), 1f, m == 1f); }
  var size = 0f;
  if (m == 0f || !(m < ntk_infinity())) { size = select(ntk_infinity(), 0f, (m == 0f) == (b > 0f)); } else { size = ntk_positive_power(m, b); }
  return select(size, -size, a < 0f && odd);
}`,
};
