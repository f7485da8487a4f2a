/**
 * The error function `2/√π ∫₀ˣ e^(−t²) dt`, within 1 ulp. Odd; ±1 from |x| = 6 on.
 *
 * The rational approximations of fdlibm's s_erf.c (Sun Microsystems 1993, freely distributable), in the manner of
 * Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969).
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return near0(x);
  if (a >= 6) return Math.sign(x);
  if (a < 6) return Math.sign(x) * (a < 1.25 ? near1(a) : 1 - complement(a));
  return NaN;
}

/** |x| < 0.84375: erf(x) = x + x R(x²). */
function near0(x: number): number {
  const z = x * x;
  const p =
    1.28379167095512558561e-1 +
    z * (-3.2504210724700149937e-1 + z * (-2.84817495755985104766e-2 + z * (-5.77027029648944159157e-3 - z * 2.37630166566501626084e-5)));
  const q =
    1 +
    z *
      (3.97917223959155352819e-1 +
        z * (6.50222499887672944485e-2 + z * (5.08130628187576562776e-3 + z * (1.32494738004321644526e-4 - z * 3.9602282787753681232e-6))));
  return x + x * (p / q);
}

/** 0.84375 ≤ a < 1.25: erf(a) = c + R(a − 1), with c a float32 near erf(1). */
function near1(a: number): number {
  const s = a - 1;
  const p =
    -2.36211856075265944077e-3 +
    s *
      (4.14856118683748331666e-1 +
        s *
          (-3.72207876035701323847e-1 +
            s * (3.18346619901161753674e-1 + s * (-1.10894694282396677476e-1 + s * (3.54783043256182359371e-2 - s * 2.166375594868790843e-3)))));
  const q =
    1 +
    s *
      (1.06420880400844228286e-1 +
        s *
          (5.40397917702171048937e-1 +
            s * (7.18286544141962662868e-2 + s * (1.26171219808761642112e-1 + s * (1.36370839120290507362e-2 + s * 1.1984499846799107417e-2)))));
  return 8.45062911510467529297e-1 + p / q;
}

/** 1.25 ≤ a < 6: erfc(a) = e^(−a² − 0.5625 + R(1/a²)) / a, with a² split so that the large part is exact. */
function complement(a: number): number {
  const s = 1 / (a * a);
  const z = Math.fround(a);
  return (Math.exp(-z * z - 0.5625) * Math.exp((z - a) * (z + a) + (a < 1 / 0.35 ? middleTail(s) : farTail(s)))) / a;
}

/** R(1/a²) for a < 1/0.35. */
function middleTail(s: number): number {
  const p =
    -9.86494403484714822705e-3 +
    s *
      (-6.93858572707181764372e-1 +
        s *
          (-1.05586262253232909814e1 +
            s *
              (-6.23753324503260060396e1 +
                s * (-1.62396669462573470355e2 + s * (-1.84605092906711035994e2 + s * (-8.12874355063065934246e1 - s * 9.81432934416914548592))))));
  const q =
    1 +
    s *
      (1.96512716674392571292e1 +
        s *
          (1.376577541435190426e2 +
            s *
              (4.34565877475229228821e2 +
                s *
                  (6.45387271733267880336e2 +
                    s * (4.29008140027567833386e2 + s * (1.08635005541779435134e2 + s * (6.57024977031928170135 - s * 6.04244152148580987438e-2)))))));
  return p / q;
}

/** R(1/a²) for 1/0.35 ≤ a < 6. */
function farTail(s: number): number {
  const p =
    -9.86494292470009928597e-3 +
    s *
      (-7.99283237680523006574e-1 +
        s *
          (-1.77579549177547519889e1 +
            s * (-1.60636384855821916062e2 + s * (-6.37566443368389627722e2 + s * (-1.02509513161107724954e3 - s * 4.83519191608651397019e2)))));
  const q =
    1 +
    s *
      (3.03380607434824582924e1 +
        s *
          (3.25792512996573918826e2 +
            s *
              (1.53672958608443695994e3 +
                s * (3.19985821950859553908e3 + s * (2.55305040643316442583e3 + s * (4.74528541206955367215e2 - s * 2.24409524465858183362e1))))));
  return p / q;
}
