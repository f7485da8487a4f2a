import type { Random } from "@ntkit/core";

/** Every class in random order, dealt to the folds in turn, from where the class before stopped. */
export function stratifiedFolds(labels: ArrayLike<number>, count: number, stream: Random): number[][] {
  const parts = Array.from({ length: count }, (): number[] => []);
  const order = stream.permutation(labels.length).sort((a, b) => labels[a] - labels[b]);
  order.forEach((sample, place) => {
    parts[place % count].push(sample);
  });
  return parts;
}
