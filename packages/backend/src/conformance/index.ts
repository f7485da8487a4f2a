import type { ConformanceCase } from "./case.ts";
import { arrayCases } from "./cases/arrays.ts";
import { callCases } from "./cases/calls.ts";
import { choleskyCases } from "./cases/cholesky.ts";
import { eighCases } from "./cases/eigh.ts";
import { elementwiseCases } from "./cases/elementwise.ts";
import { gatherCases } from "./cases/gather.ts";
import { lifetimeCases } from "./cases/lifetimes.ts";
import { misuseCases } from "./cases/misuse.ts";
import { productCases } from "./cases/products.ts";
import { solveCases } from "./cases/solves.ts";

export { type CaseOptions, type CaseResult, type ConformanceCase, type Deviation, runCase } from "./case.ts";
export { type Quantity, tolerances } from "./tolerances.ts";

/** Every claim of the Backend contract that can be tried out. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...arrayCases,
  ...gatherCases,
  ...productCases,
  ...elementwiseCases,
  ...eighCases,
  ...choleskyCases,
  ...solveCases,
  ...callCases,
  ...lifetimeCases,
  ...misuseCases,
];
