import type { Outcome, PreparedData } from "@ntkit/experiment";
import { argmax } from "@ntkit/losses";

/** Lines of cells as CSV, those with commas, quotes or line ends quoted. */
export const csvText = (lines: readonly (readonly (string | number)[])[]): string => `${lines.map((line) => line.map(cell).join(",")).join("\n")}\n`;

const cell = (value: string | number) => (typeof value === "string" && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value));

/**
 * One line for each test sample: its row in the data (counted from 0), what it is, what was predicted, the ensemble's mean
 * for every output and its standard deviation at the end of training. Classes: means as the loss sees them; numbers: in
 * the units of the target.
 */
export function predictionsCsv({ final }: Outcome, { task, test, classNames = [], targetName = "target", targetScales = [] }: PreparedData): string {
  const { mean, variance } = final.test;
  const outputs = mean.shape[1];
  const deviation = (row: number) => (variance === undefined ? [] : [Math.sqrt(variance.data[row])]);
  const means = (row: number) => [...mean.data.subarray(row * outputs, (row + 1) * outputs)];
  const lines: (string | number)[][] = [];
  if (task === "classification") {
    const predicted = argmax(mean);
    lines.push(["row", "true", "predicted", ...classNames.map((name) => `mean ${name}`), ...(variance ? ["deviation"] : [])]);
    test.rows.forEach((row, i) => lines.push([row, classNames[test.labels?.[i] ?? 0], classNames[predicted[i]], ...means(i), ...deviation(i)]));
  } else {
    const scales = Array.from({ length: outputs }, (_, o) => targetScales[o] ?? { shift: 0, scale: 1 });
    const names = outputs === 1 ? [targetName] : scales.map((_, o) => `${targetName} ${o}`);
    lines.push(["row", ...names.flatMap((name) => [`true ${name}`, `predicted ${name}`, ...(variance ? [`deviation ${name}`] : [])])]);
    test.rows.forEach((row, i) => {
      const cells = scales.flatMap(({ shift, scale }, o) => [
        shift + scale * test.targets.data[i * outputs + o],
        shift + scale * mean.data[i * outputs + o],
        ...deviation(i).map((d) => d * scale),
      ]);
      lines.push([row, ...cells]);
    });
  }
  return csvText(lines);
}
