import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { InvalidInput } from "./errors.ts";
import { show } from "./show.ts";

/** A seeded stream of random numbers. The same seed gives the same stream in Node and in the browser. */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** A uniform integer from 0 to `n − 1`, for 1 ≤ n ≤ 2^32. Throws InvalidInput for another n. */
  integer(n: number): number;
  /** 0 … n−1 in random order (Fisher–Yates). */
  permutation(n: number): number[];
}

/**
 * xoroshiro128+ (Blackman & Vigna 2018; pure-rand's implementation: the low half of each 64-bit sum), its state two
 * outputs of SplitMix64 from `seed`, any safe integer. The seed is mixed, as the authors ask, because the raw state
 * of neighbouring seeds gives streams whose first numbers are nearly equal.
 *
 * Normals by Marsaglia's polar method (Marsaglia & Bray 1964): u, v uniform on (−1, 1) until 0 < s = u² + v² < 1,
 * then u√(−2 ln s / s) and v√(−2 ln s / s). The uniform bits are the same everywhere; a normal may differ in its
 * last bit between engines whose `Math.log` rounds differently.
 *
 * Throws InvalidInput if the seed is not a safe integer.
 */
export function random(seed: number): Random {
  const generator = xoroshiro128plusFromState(stateOf(seed));
  let spare: number | undefined;
  const uniform = () => uniformFloat64(generator);
  const integer = (n: number) => {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new InvalidInput({ path: "n", problem: "expected an integer from 1 to 2^32", found: show(n), remedy: "Give the number of choices." });
    }
    return uniformInt(generator, 0, n - 1);
  };
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
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
  };
}

/** The high and low halves of two outputs of SplitMix64 (Steele, Lea & Flood 2014) started at `seed`. */
function stateOf(seed: number): number[] {
  if (!Number.isSafeInteger(seed)) {
    throw new InvalidInput({ path: "seed", problem: "expected an integer", found: show(seed), remedy: "Give a whole number such as 0 or 42." });
  }
  let counter = BigInt(seed);
  const next = () => {
    counter += 0x9e3779b97f4a7c15n;
    let z = BigInt.asUintN(64, counter);
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    z ^= z >> 31n;
    return [Number(BigInt.asIntN(32, z >> 32n)), Number(BigInt.asIntN(32, z))];
  };
  return [...next(), ...next()];
}
