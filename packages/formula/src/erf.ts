/** The value of the polynomial c₀ + c₁x + c₂x² + … by Horner's rule. */
const polynomial = (x: number, c: readonly number[]): number => {
  let sum = 0;
  for (let i = c.length - 1; i >= 0; i--) sum = sum * x + c[i];
  return sum;
};

/** erf(x)/x − 1 in x², for |x| < 0.84375. */
const smallP = [1.28379167095512558561e-1, -3.25042107247001499370e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3, -2.37630166566501626084e-5];
const smallQ = [1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4, -3.96022827877536812320e-6];

/** erf(x) − erx in |x| − 1, for 0.84375 ≤ |x| < 1.25; erx is a float32 near erf(1). */
const erx = 8.45062911510467529297e-1;
const middleP = [
  -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1, -1.10894694282396677476e-1,
  3.54783043256182359371e-2, -2.16637559486879084300e-3,
];
const middleQ = [
  1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1, 1.36370839120290507362e-2,
  1.19844998467991074170e-2,
];

/** log(|x| erfc|x|) + x² + 0.5625 in 1/x², for 1.25 ≤ |x| < 1/0.35. */
const largeR = [
  -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1, -1.62396669462573470355e2,
  -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592,
];
const largeS = [
  1, 1.96512716674392571292e1, 1.37657754143519042600e2, 4.34565877475229228821e2, 6.45387271733267880336e2, 4.29008140027567833386e2,
  1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
];

/** The same for 1/0.35 ≤ |x| < 6. */
const tailR = [
  -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2, -6.37566443368389627722e2,
  -1.02509513161107724954e3, -4.83519191608651397019e2,
];
const tailS = [
  1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3, 2.55305040643316442583e3,
  4.74528541206955367215e2, -2.24409524465858183362e1,
];

/**
 * The error function `2/√π ∫₀ˣ e^(−t²) dt`, within 1 ulp.
 *
 * The four rational approximations of fdlibm's s_erf.c (Sun Microsystems 1993, freely distributable), in the manner
 * of Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969).
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) {
    if (a < 3.7252902984e-9) return x + 1.28379167095512586316e-1 * x;
    const z = x * x;
    return x + x * (polynomial(z, smallP) / polynomial(z, smallQ));
  }
  if (a >= 6) return Math.sign(x);
  if (!(a < 6)) return NaN;
  let value: number;
  if (a < 1.25) {
    const s = a - 1;
    value = erx + polynomial(s, middleP) / polynomial(s, middleQ);
  } else {
    const s = 1 / (a * a);
    const ratio = a < 1 / 0.35 ? polynomial(s, largeR) / polynomial(s, largeS) : polynomial(s, tailR) / polynomial(s, tailS);
    const z = Math.fround(a);
    value = 1 - (Math.exp(-z * z - 0.5625) * Math.exp((z - a) * (z + a) + ratio)) / a;
  }
  return x < 0 ? -value : value;
}
