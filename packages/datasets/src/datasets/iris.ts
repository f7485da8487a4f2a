import type { ClassificationDataset } from "../dataset.ts";
import { classified } from "./table.ts";

/** Three species of iris, 50 flowers each: the values of Fisher's paper (the UCI copy has two wrong rows, this one has not). */
export const iris: ClassificationDataset = {
  name: "iris",
  title: "Iris flowers",
  task: "classification",
  samples: 150,
  featureNames: ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"],
  classNames: ["setosa", "versicolor", "virginica"],
  source: {
    citation: "R. A. Fisher: The use of multiple measurements in taxonomic problems. Annals of Eugenics 7 (1936), 179–188",
    url: "https://doi.org/10.24432/C56C76",
    licence: "CC BY 4.0 (UCI Machine Learning Repository); this copy from scikit-learn 1.9, BSD-3-Clause",
  },
  load: async () => classified((await import("../data/iris.generated.ts")).rows),
};
