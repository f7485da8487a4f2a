/**
 * Writes src/data/*.generated.ts, the tables that the package ships, from the files of scikit-learn 1.9
 * (sklearn/datasets/data: iris.csv, wine_data.csv as wine.csv, breast_cancer.csv, diabetes_data_raw.csv.gz,
 * diabetes_target.csv.gz, digits.csv.gz).
 *
 *   pnpm --filter @ntkit/datasets generate FOLDER
 *
 * Every number keeps the digits that the original has. A digit image is one line: 64 pixels, 0 to 16, as the characters
 * 0–9a–g (base 17), a space and the label: small, and a change can be read.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder that holds the original files.");

const lines = (file: string): string[] => {
  const bytes = readFileSync(join(folder, file));
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").trim().split(/\r?\n/);
};

const write = (name: string, origin: string, rows: readonly string[]) => {
  const text = `// Written by tools/generate.ts from ${origin}: change that program, not this file.\nexport const rows: string = \`\n${rows.join("\n")}\n\`;\n`;
  writeFileSync(join(import.meta.dirname, "../src/data", `${name}.generated.ts`), text);
};

write("iris", "iris.csv", lines("iris.csv").slice(1));
write("wine", "wine.csv", lines("wine.csv").slice(1));
write("breast-cancer", "breast_cancer.csv", lines("breast_cancer.csv").slice(1));

const progression = lines("diabetes_target.csv.gz");
const diabetes = lines("diabetes_data_raw.csv.gz").map((line, i) => [...line.trim().split(/\s+/), String(Number(progression[i]))].join(","));
write("diabetes", "diabetes_data_raw.csv.gz and diabetes_target.csv.gz", diabetes);

const digits = lines("digits.csv.gz").map((line) => {
  const cells = line.split(",").map(Number);
  const pixels = cells.slice(0, 64).map((value) => value.toString(17));
  return `${pixels.join("")} ${cells[64]}`;
});
write("digits", "digits.csv.gz", digits);
