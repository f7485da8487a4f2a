import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A seeded stream of random numbers. The same seed gives the same stream in Node and in the browser. */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** A uniform integer from 0 to `n − 1`. */
  integer(n: number): number;
  /** 0 … n−1 in random order (Fisher–Yates). */
  permutation(n: number): number[];
}

/**
 * xoroshiro128+ (Blackman & Vigna 2018; pure-rand's implementation), seeded with a 32-bit integer.
 *
 * Normals by Marsaglia's polar method (Marsaglia & Bray 1964): u, v uniform on (−1, 1) until 0 < s = u² + v² < 1,
 * then u√(−2 ln s / s) and v√(−2 ln s / s). The uniform bits are the same everywhere; a normal may differ in its
 * last bit between engines whose `Math.log` rounds differently.
 */
export function random(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  let spare: number | undefined;
  const uniform = () => uniformFloat64(generator);
  const integer = (n: number) => uniformInt(generator, 0, n - 1);
  return {
    uniform,
    integer,
    normal() {
      if (spare !== undefined) {
        const z = spare;
        spare = undefined;
        return z;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s > 0 && s < 1) {
          const factor = Math.sqrt((-2 * Math.log(s)) / s);
          spare = v * factor;
          return u * factor;
        }
      }
    },
    permutation(n) {
      const order = Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = integer(i + 1);
        [order[i], order[j]] = [order[j] as number, order[i] as number];
      }
      return order;
    },
  };
}
