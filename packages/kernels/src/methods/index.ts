import type { KernelMethod } from "../method.ts";
import { linear } from "./linear.ts";
import { nngp } from "./nngp.ts";
import { ntk } from "./ntk.ts";
import { polynomial } from "./polynomial.ts";
import { rbf } from "./rbf.ts";

/** Every kernel of ntkit, by kind. A new one is its file and a line here. */
export const kernelMethods: Readonly<Record<string, KernelMethod>> = {
  [nngp.kind]: nngp,
  [ntk.kind]: ntk,
  [linear.kind]: linear,
  [polynomial.kind]: polynomial,
  [rbf.kind]: rbf,
};
