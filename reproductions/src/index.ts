import { circle } from "./01-circle.ts";
import { nngpMnist, nngpMnist10k, nngpMnist100 } from "./03-nngp-mnist.ts";
import { functionSpace } from "./04-function-space.ts";
import { widthLaw } from "./05-width-law.ts";
import { driftExponents } from "./06-drift-exponents.ts";
import { jacot } from "./07-jacot.ts";
import { ensemble } from "./08-ensemble.ts";
import { lazyTraining } from "./09-lazy-training.ts";
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
  functionSpace,
  widthLaw,
  driftExponents,
  jacot,
  ensemble,
  lazyTraining,
  stability,
  eigenlearningOnHypercube,
  ntkSvm,
  digitsRegression,
  edgesOfChaos,
];
