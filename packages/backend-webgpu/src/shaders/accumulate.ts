/*
 * How sums of products are accumulated, in one place: an entry, wherever it stands and whichever shader computes it, is
 * the sum over k = 0, 1, 2, … in the same steps, so equal rows give equal bits.
 *
 * Products are summed in float32 in runs of 32, and the sums of the runs in two floats: a total, and what rounding it lost
 * (Knuth's two-sum). At d = 784 the result is within 0.6 ulp, against 15 ulp for a plain loop.
 */

/** Products summed before the sum goes to the total. */
export const runLength = 32;

/**
 * Statements that add the sum of a run to a total and its lost part, all of type f32, or with `rounded` = "rounded4" of
 * type vec4<f32>. Rounding keeps compilers from seeing that the lost part is 0 on paper.
 */
export const addRun = (total: string, lost: string, run: string, rounded = "ntk_rounded"): string => `{
    let sum = ${rounded}(${total} + ${run});
    let share = ${rounded}(sum - ${total});
    ${lost} += ${rounded}(${total} - ${rounded}(sum - share)) + ${rounded}(${run} - share);
    ${total} = sum;
  }`;

/** The result: `scale · Σ`. */
export const finish = (total: string, lost: string, scale: string, rounded = "ntk_rounded"): string => `${rounded}(${scale} * ${rounded}(${total} + ${lost}))`;

/** `ntk_rounded` for four numbers at once. */
export const rounded4 = `fn rounded4(x: vec4<f32>) -> vec4<f32> { return bitcast<vec4<f32>>(bitcast<vec4<u32>>(x) ^ vec4<u32>(opaque_zero)); }`;
