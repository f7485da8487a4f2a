import { circle } from "./01-circle.ts";
import { nngpMnist, nngpMnist10k, nngpMnist100 } from "./03-nngp-mnist.ts";
import { ensemble } from "./08-ensemble.ts";
import { stability } from "./10-stability.ts";
import { eigenlearningOnHypercube } from "./11-eigenlearning.ts";
import { ntkSvm } from "./12-ntk-svm.ts";
import { digitsRegression } from "./13-digits-regression.ts";
import { edgesOfChaos } from "./14-edge-of-chaos.ts";
import type { Reproduction } from "./reproduction.ts";

/** Every published result that is measured here, in the order of its number. A new one is its file and a line here. */
export const reproductions: readonly Reproduction[] = [
  circle,
  nngpMnist,
  nngpMnist100,
  nngpMnist10k,
  ensemble,
  stability,
  eigenlearningOnHypercube,
  ntkSvm,
  digitsRegression,
  edgesOfChaos,
];
