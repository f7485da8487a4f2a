import type { WgslFunction } from "./wgsl-function.ts";

/*
 * WGSL promises little: its sqrt may be wrong by 4 ulp, its sin by 2^-11, its atan by 4096 ulp, NaN need not survive a
 * comparison, and a compiler may reassociate sums and fuse a product with a sum, in one shader and not in the next
 * (WGSL, "Floating Point Accuracy", "Reassociation and Fusion"). What it does promise is +, − and × rounded correctly.
 * The functions of this folder are made of these.
 */

/**
 * What every module begins with. `ntk_rounded` is the identity, but the compiler cannot know that: `opaque_zero` is to be
 * set from a uniform that holds 0. So a value that goes through it is rounded there and then, in every shader alike.
 */
export const prelude = `var<private> opaque_zero: u32;
fn ntk_bits(bits: u32) -> f32 { return bitcast<f32>(bits ^ opaque_zero); }
fn ntk_rounded(x: f32) -> f32 { return ntk_bits(bitcast<u32>(x)); }
fn ntk_is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn ntk_nan() -> f32 { return ntk_bits(0x7fc00000u); }
fn ntk_infinity() -> f32 { return ntk_bits(0x7f800000u); }`;

/**
 * The square root, rounded correctly but for rare ties: one Newton step on the built-in root s, from the residual
 * x − s², which comes out exactly with s split into two halves of 12 bits. √(x·x) is |x| to the last bit: the dual
 * activations rely on that. Small numbers are scaled by 2^64 lest the residual underflow.
 */
export const sqrt: WgslFunction = {
  name: "ntk_sqrt",
  uses: [],
  source: `fn ntk_sqrt(x: f32) -> f32 {
  let small = x < 0x1p-80f;
  let y = select(x, x * 0x1p64f, small);
  let s = ntk_rounded(sqrt(y));
  let high = bitcast<f32>(bitcast<u32>(s) & 0xfffff000u);
  let low = ntk_rounded(s - high);
  let rest = ntk_rounded(ntk_rounded(ntk_rounded(y - high * high) - 2f * high * low) - low * low);
  let root = ntk_rounded(s + rest * (0.5f / s));
  if (!(x > 0f && x < ntk_infinity())) { return select(x, ntk_nan(), x < 0f); }
  return root * select(1f, 0x1p-32f, small);
}`,
};

const extremum = (name: string, symbol: string): WgslFunction => ({
  name,
  uses: [],
  source: `fn ${name}(a: f32, b: f32) -> f32 {
  if (ntk_is_nan(a)) { return a; }
  return select(b, a, a ${symbol} b);
}`,
});

/** Built-in min and max may return either argument if one is NaN; these return NaN. */
export const min = extremum("ntk_min", "<");
export const max = extremum("ntk_max", ">");

/** −1, 0, 1, or NaN for NaN. */
export const sign: WgslFunction = {
  name: "ntk_sign",
  uses: [],
  source: `fn ntk_sign(x: f32) -> f32 {
  if (ntk_is_nan(x)) { return x; }
  return select(select(0f, -1f, x < 0f), 1f, x > 0f);
}`,
};
