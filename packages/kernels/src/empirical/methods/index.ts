import type { EmpiricalMethod } from "../method.ts";
import { empiricalJacobian } from "./empirical-jacobian.ts";
import { empiricalStructured } from "./empirical-structured.ts";
import { empiricalVectorProducts } from "./empirical-vector-products.ts";

/** Every way to compute an empirical NTK, by kind. A new one is its file and a line here. */
export const empiricalMethods: Readonly<Record<string, EmpiricalMethod>> = {
  [empiricalStructured.kind]: empiricalStructured,
  [empiricalJacobian.kind]: empiricalJacobian,
  [empiricalVectorProducts.kind]: empiricalVectorProducts,
};
