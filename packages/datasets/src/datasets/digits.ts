import type { ClassificationDataset } from "../dataset.ts";
import { classified } from "./table.ts";

const side = 8;

/** Handwritten digits in 8×8 pixels of 0 to 16: the test part of the UCI set, in its order. */
export const digits: ClassificationDataset = {
  name: "digits",
  title: "Handwritten digits",
  task: "classification",
  samples: 1797,
  featureNames: Array.from({ length: side * side }, (_, i) => `pixel ${Math.floor(i / side)}, ${i % side} (0–16)`),
  classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  imageShape: [side, side, 1],
  source: {
    citation: "E. Alpaydin, C. Kaynak: Optical recognition of handwritten digits. UCI Machine Learning Repository (1998)",
    url: "https://doi.org/10.24432/C50P49",
    licence: "CC BY 4.0 (UCI Machine Learning Repository); this copy from scikit-learn 1.9, BSD-3-Clause",
  },
  load: async () => classified((await import("../data/digits.generated.ts")).rows, cellsOf),
};

/** 64 pixels as digits in base 17, a space, the label. */
const cellsOf = (line: string) => [...line.replace(" ", "")].map((digit) => Number.parseInt(digit, 17));
