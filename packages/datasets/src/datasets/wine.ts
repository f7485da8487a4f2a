import type { ClassificationDataset } from "../dataset.ts";
import { classified } from "./table.ts";

/** Chemical analysis of wines of three cultivars from one region of Italy. */
export const wine: ClassificationDataset = {
  name: "wine",
  title: "Wine recognition",
  task: "classification",
  samples: 178,
  featureNames: [
    "alcohol",
    "malic acid",
    "ash",
    "alcalinity of ash",
    "magnesium",
    "total phenols",
    "flavanoids",
    "nonflavanoid phenols",
    "proanthocyanins",
    "color intensity",
    "hue",
    "OD280/OD315 of diluted wines",
    "proline",
  ],
  classNames: ["class_0", "class_1", "class_2"],
  source: {
    citation: "S. Aeberhard, M. Forina: Wine. UCI Machine Learning Repository (1992)",
    url: "https://doi.org/10.24432/C5PC7J",
    licence: "CC BY 4.0 (UCI Machine Learning Repository); this copy from scikit-learn 1.9, BSD-3-Clause",
  },
  load: async () => classified((await import("../data/wine.generated.ts")).rows),
};
