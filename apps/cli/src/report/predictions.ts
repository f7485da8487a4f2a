import type { Outcome, PreparedData } from "@ntkit/experiment";
import { argmax } from "@ntkit/losses";

const cell = (value: string | number) => (typeof value === "string" && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value));

/** One line for each test sample: what it is, what was predicted, the ensemble's mean and standard deviation at the end of training. */
export function predictionsCsv({ final }: Outcome, { task, test, classNames = [], targetName = "target", targetScale = { shift: 0, scale: 1 } }: PreparedData): string {
  const { mean, variance } = final.test;
  const [rows, outputs] = [mean.shape[0], mean.shape[1]];
  const deviation = (row: number) => (variance === undefined ? [] : [Math.sqrt(variance.data[row])]);
  const lines: (string | number)[][] = [];
  if (task === "classification") {
    const className = (label: number) => classNames[label] ?? String(label);
    const predicted = argmax(mean);
    lines.push(["sample", "true", "predicted", ...Array.from({ length: outputs }, (_, o) => `mean ${className(o)}`), ...(variance ? ["deviation"] : [])]);
    for (let row = 0; row < rows; row++) {
      const means = [...mean.data.subarray(row * outputs, (row + 1) * outputs)];
      lines.push([row, className((test.labels as Int32Array)[row]), className(predicted[row]), ...means, ...deviation(row)]);
    }
  } else {
    const { shift, scale } = targetScale;
    const names = outputs === 1 ? [targetName] : Array.from({ length: outputs }, (_, o) => `${targetName} ${o}`);
    lines.push(["sample", ...names.flatMap((name) => [`true ${name}`, `predicted ${name}`]), ...(variance ? ["deviation"] : [])]);
    for (let row = 0; row < rows; row++) {
      const pairs = names.flatMap((_, o) => [test.targets, mean].map((array) => shift + scale * array.data[row * outputs + o]));
      lines.push([row, ...pairs, ...deviation(row).map((d) => d * scale)]);
    }
  }
  return `${lines.map((line) => line.map(cell).join(",")).join("\n")}\n`;
}
