import { type NDArray, ndArray } from "@ntkit/core";
import type { Conventions, Moments, Prediction, TrainingLoss } from "../solver.ts";

/** One output of an array [points, O], as [points, 1]. */
export function outputColumn({ data, shape: [points = 0, outputs = 0] }: NDArray, output: number): NDArray {
  return ndArray(
    Float64Array.from({ length: points }, (_, point) => data[point * outputs + output]),
    [points, 1],
  );
}

/** Predictions of each output by itself, [outputs][times], as predictions of all. */
export function joinOutputs(byOutput: readonly (readonly Prediction[])[], conventions: Conventions): Prediction[] {
  return byOutput[0].map(({ time, train, test, loss, report }, index) => {
    const parts = byOutput.map((predictions) => predictions[index]);
    const warnings = parts.flatMap((part) => part.warnings);
    return {
      time,
      ...(train && { train: joinMeans(parts.map((part) => part.train as Moments)) }),
      ...(test && { test: joinMeans(parts.map((part) => part.test as Moments)) }),
      ...(loss && { loss: sumLosses(parts.map((part) => part.loss as TrainingLoss)) }),
      ...(report && { report }),
      warnings: warnings.filter(({ kind }, at) => warnings.findIndex((warning) => warning.kind === kind) === at),
      conventions,
    };
  });
}

function joinMeans(moments: readonly Moments[]): Moments {
  const [points = 0] = moments[0].mean.shape;
  const outputs = moments.length;
  const data = Float64Array.from({ length: points * outputs }, (_, at) => moments[at % outputs].mean.data[Math.floor(at / outputs)]);
  return { mean: ndArray(data, [points, outputs]) };
}

const sumLosses = (losses: readonly TrainingLoss[]): TrainingLoss => {
  const sum = (name: "value" | "penalty" | "slope" | "identity") => losses.reduce((total, loss) => total + loss[name], 0);
  return { value: sum("value"), penalty: sum("penalty"), slope: sum("slope"), identity: sum("identity") };
};
