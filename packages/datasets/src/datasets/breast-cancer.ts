import type { ClassificationDataset } from "../dataset.ts";
import { classified } from "./table.ts";

const measures = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry", "fractal dimension"];

/** Shapes of cell nuclei in images of breast masses: mean, standard error and worst of ten measures. */
export const breastCancer: ClassificationDataset = {
  name: "breast-cancer",
  title: "Breast cancer Wisconsin (diagnostic)",
  task: "classification",
  samples: 569,
  featureNames: [...measures.map((m) => `mean ${m}`), ...measures.map((m) => `${m} error`), ...measures.map((m) => `worst ${m}`)],
  classNames: ["malignant", "benign"],
  source: {
    citation: "W. N. Street, W. H. Wolberg, O. L. Mangasarian: Nuclear feature extraction for breast tumor diagnosis. IS&T/SPIE 1905 (1993), 861–870",
    url: "https://doi.org/10.24432/C5DW2B",
    licence: "CC BY 4.0 (UCI Machine Learning Repository); this copy from scikit-learn 1.9, BSD-3-Clause",
  },
  load: async () => classified((await import("../data/breast-cancer.generated.ts")).rows),
};
