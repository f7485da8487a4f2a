import { sqrt } from "./basic.ts";
import { horner, literal, type WgslFunction } from "./wgsl-function.ts";

/*
 * Minimax polynomials as in exponential.ts, after an argument reduction by Cody and Waite's method (Software Manual for the
 * Elementary Functions, 1980): π/2 = 1.5703125 + 4.837512969970703125e-4 + 7.549790126404332e-8, of which the first two have
 * 8 and 11 bits. Integers up to 2^24 are taken in two halves of 12 bits, so that their products with these are exact.
 */

const halfPi = [1.5703125, 4.837512969970703125e-4, 7.549790126404332e-8];

/** Subtracts multiples of π/2 from r, part by part, each multiple by itself. */
const subtract = (...multiples: readonly string[]): string =>
  halfPi.flatMap((part) => multiples.map((multiple) => `  r = ntk_rounded(fma(${multiple}, ${literal(-part)}, r));`)).join("\n");

/**
 * x = k π/2 + r with |r| ≤ π/4: sin r, cos r, and k modulo 4. Where x 2/π is rounded to whole numbers, the first k may be
 * one too small or large: `again` mends that. NaN from |x| = 2^24 on, where neighbours are 2 apart.
 */
const reduced: WgslFunction = {
  name: "ntk_quadrant",
  uses: [],
  source: `struct ntk_Quadrant { sine: f32, cosine: f32, k: i32 }
fn ntk_quadrant(x: f32) -> ntk_Quadrant {
  let first = round(x * 0.636619772f);
  let high = 4096f * round(first * 0x1p-12f);
  let low = first - high;
  var r = x;
${subtract("high", "low")}
  let again = round(r * 0.636619772f);
${subtract("again")}
  let n = first + again;
  let z = r * r;
  let sine = fma(r * z, ${horner("z", [-0.16666667, 8.333329e-3, -1.9839316e-4, 2.7181218e-6])}, r);
  let cosine = fma(z * z, ${horner("z", [4.1666646e-2, -1.3887353e-3, 2.4436611e-5])}, fma(z, -0.5f, 1f));
  let k = i32(n - 4f * floor(n * 0.25f));
  return ntk_Quadrant(select(sine, ntk_nan(), !(abs(x) < 0x1p24f)), cosine, k);
}`,
};

export const sin: WgslFunction = {
  name: "ntk_sin",
  uses: [reduced],
  source: `fn ntk_sin(x: f32) -> f32 {
  let q = ntk_quadrant(x);
  let size = select(q.sine, q.cosine, (q.k & 1) == 1);
  return select(select(size, -size, q.k >= 2), q.sine, ntk_is_nan(q.sine));
}`,
};

export const cos: WgslFunction = {
  name: "ntk_cos",
  uses: [reduced],
  source: `fn ntk_cos(x: f32) -> f32 {
  let q = ntk_quadrant(x);
  let size = select(q.cosine, q.sine, (q.k & 1) == 1);
  return select(select(size, -size, q.k == 1 || q.k == 2), q.sine, ntk_is_nan(q.sine));
}`,
};

export const tan: WgslFunction = {
  name: "ntk_tan",
  uses: [reduced],
  source: `fn ntk_tan(x: f32) -> f32 {
  let q = ntk_quadrant(x);
  if ((q.k & 1) == 1) { return -q.cosine / q.sine; }
  return q.sine / q.cosine;
}`,
};

/** atan t for 0 ≤ t ≤ 1. */
const atanUnit: WgslFunction = {
  name: "ntk_atan_unit",
  uses: [],
  source: `fn ntk_atan_unit(t: f32) -> f32 {
  let z = t * t;
  let rest = ${horner("z", [-0.333333, 0.19998549, -0.14264241, 0.10952185, -8.403449e-2, 5.795757e-2, -3.1177824e-2, 1.0914594e-2, -1.7936191e-3])};
  return fma(t * z, rest, t);
}`,
};

/** π/2 = 1.57079637 − 4.3711388e-8: beyond 1 the arc of the reciprocal is taken from both parts. */
export const atan: WgslFunction = {
  name: "ntk_atan",
  uses: [atanUnit],
  source: `fn ntk_atan(x: f32) -> f32 {
  let a = abs(x);
  let inner = a <= 1f;
  let arc = ntk_atan_unit(select(1f / a, a, inner));
  let size = select(1.57079637f - (arc + 4.3711388e-8f), arc, inner);
  return select(select(size, -size, x < 0f), x, ntk_is_nan(x));
}`,
};

/** The arc of min/max of the two magnitudes, put into the octant. Large arguments are scaled, as a quotient by 2^126 need not be exact. */
export const atan2: WgslFunction = {
  name: "ntk_atan2",
  uses: [atanUnit],
  source: `fn ntk_atan2(y: f32, x: f32) -> f32 {
  if (ntk_is_nan(x) || ntk_is_nan(y)) { return ntk_nan(); }
  let most = max(abs(x), abs(y));
  let least = min(abs(x), abs(y));
  let unit = select(1f, 0x1p-40f, most > 0x1p80f);
  let infinite = !(most < ntk_infinity());
  var t = (least * unit) / (most * unit);
  if (most == 0f || infinite) { t = select(0f, 1f, infinite && !(least < ntk_infinity())); }
  let arc = ntk_atan_unit(t);
  let steep = abs(y) > abs(x);
  let first = select(arc, 1.57079637f - (arc + 4.3711388e-8f), steep);
  let left = (bitcast<u32>(x) >> 31u) == 1u;
  let angle = select(first, 3.14159274f - (first + 8.7422777e-8f), left);
  return select(angle, -angle, (bitcast<u32>(y) >> 31u) == 1u);
}`,
};

/** asin s for 0 ≤ s ≤ ½. */
const asinHalf: WgslFunction = {
  name: "ntk_asin_half",
  uses: [],
  source: `fn ntk_asin_half(s: f32) -> f32 {
  let z = s * s;
  return fma(s * z, ${horner("z", [0.1666666, 7.500511e-2, 4.451572e-2, 3.181761e-2, 1.4402612e-2, 3.7565194e-2])}, s);
}`,
};

/** Above ½, π/2 − 2 asin √((1 − a)/2), with 1 − a exact. */
export const asin: WgslFunction = {
  name: "ntk_asin",
  uses: [asinHalf, sqrt],
  source: `fn ntk_asin(x: f32) -> f32 {
  let a = abs(x);
  if (!(a <= 1f)) { return ntk_nan(); }
  var size = 0f;
  if (a <= 0.5f) { size = ntk_asin_half(a); } else { size = 1.57079637f - (2f * ntk_asin_half(ntk_sqrt((1f - a) * 0.5f)) + 4.3711388e-8f); }
  return select(size, -size, x < 0f);
}`,
};

export const acos: WgslFunction = {
  name: "ntk_acos",
  uses: [asinHalf, sqrt],
  source: `fn ntk_acos(x: f32) -> f32 {
  let a = abs(x);
  if (!(a <= 1f)) { return ntk_nan(); }
  if (a <= 0.5f) {
    let arc = ntk_asin_half(a);
    return 1.57079637f - (select(arc, -arc, x < 0f) + 4.3711388e-8f);
  }
  let arc = 2f * ntk_asin_half(ntk_sqrt((1f - a) * 0.5f));
  return select(arc, 3.14159274f - (arc + 8.7422777e-8f), x < 0f);
}`,
};
