import type { RegressionDataset } from "../dataset.ts";
import { measured } from "./table.ts";

/** Progression of diabetes one year after ten measurements. Raw values, not the standardised ones that are often passed on. */
export const diabetes: RegressionDataset = {
  name: "diabetes",
  title: "Diabetes progression",
  task: "regression",
  samples: 442,
  featureNames: [
    "age (years)",
    "sex (1 or 2)",
    "body mass index (kg/m²)",
    "mean blood pressure (mmHg)",
    "s1, total serum cholesterol (mg/dl)",
    "s2, low-density lipoproteins (mg/dl)",
    "s3, high-density lipoproteins (mg/dl)",
    "s4, total cholesterol / high-density lipoproteins",
    "s5, log of serum triglycerides",
    "s6, blood sugar (mg/dl)",
  ],
  targetName: "disease progression after one year",
  source: {
    citation: "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani: Least angle regression. Annals of Statistics 32 (2004), 407–499",
    url: "https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html",
    licence: "published with the paper, no licence of its own; this copy from scikit-learn 1.9, BSD-3-Clause",
  },
  load: async () => measured((await import("../data/diabetes.generated.ts")).rows),
};
