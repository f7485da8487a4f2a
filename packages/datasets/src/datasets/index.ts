import { breastCancer } from "./breast-cancer.ts";
import { diabetes } from "./diabetes.ts";
import { digits } from "./digits.ts";
import { iris } from "./iris.ts";
import { wine } from "./wine.ts";

/** The data sets that ship with ntkit, by name. Add your own: `{ ...datasets, mine }`. */
export const datasets = {
  iris,
  wine,
  "breast-cancer": breastCancer,
  diabetes,
  digits,
};
