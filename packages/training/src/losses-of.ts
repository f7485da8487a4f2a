import { meanLoss } from "@ntkit/losses";
import type { Moment } from "./moment.ts";

/** `L/Z` on the training samples and, where there are some, on the test samples. */
export async function lossesOf({ on, loss, data, outputs }: Pick<Moment, "on" | "loss" | "data" | "outputs">): Promise<{ train: number; test?: number }> {
  const { train, test } = await outputs();
  const at = (predictions: typeof train, side: typeof data.train) => meanLoss(on, loss, predictions, side.targets, side.normaliser, side.weights);
  const trainLoss = await at(train, data.train);
  return test === undefined || data.test === undefined ? { train: trainLoss } : { train: trainLoss, test: await at(test, data.test) };
}
