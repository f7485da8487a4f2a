import { nngpMnist, nngpMnist10k, nngpMnist100 } from "./03-nngp-mnist.ts";
import { eigenlearningOnHypercube } from "./11-eigenlearning.ts";
import { ntkSvm } from "./12-ntk-svm.ts";
import { digitsRegression } from "./13-digits-regression.ts";
import type { Reproduction } from "./reproduction.ts";

/** Every published result that is measured here, in the order of its number. A new one is its file and a line here. */
export const reproductions: readonly Reproduction[] = [
  nngpMnist,
  nngpMnist100,
  nngpMnist10k,
  eigenlearningOnHypercube,
  ntkSvm,
  digitsRegression,
];
