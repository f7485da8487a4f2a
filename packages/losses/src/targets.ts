import { InvalidData, type NDArray, Unsupported } from "@ntkit/core";
import type { ChosenLoss } from "./choose.ts";

/**
 * Throws InvalidData, with the place, unless the targets [n, O] are what the loss is defined on (`ChosenLoss.targets`);
 * Unsupported for a softmax over one output, which is 1 whatever the prediction.
 */
export function checkTargets(loss: ChosenLoss, { data, shape: [n = 0, outputs = 0] }: NDArray, path = "targets"): void {
  const { kind } = loss.spec;
  if (loss.targets === "any") return;
  if (loss.targets === "signs") {
    const at = data.findIndex((y) => y !== 1 && y !== -1);
    if (at < 0) return;
    throw new InvalidData({
      path: `${path}[${Math.floor(at / outputs)}][${at % outputs}]`,
      problem: `the loss "${kind}" wants targets −1 or +1`,
      found: String(data[at]),
      remedy: 'Encode the classes as "signs", −1 and +1.',
    });
  }
  if (outputs < 2) {
    throw new Unsupported({
      path,
      problem: `the loss "${kind}" compares outputs with each other, and there is one`,
      remedy: 'Give one output for each class, or take the loss {"kind": "logistic"} with targets −1 and +1.',
    });
  }
  for (let sample = 0; sample < n; sample++) {
    const row = data.subarray(sample * outputs, (sample + 1) * outputs);
    const sum = row.reduce((total, y) => total + y, 0);
    if (row.every((y) => y >= 0) && Math.abs(sum - 1) <= 1e-6) continue;
    throw new InvalidData({
      path: `${path}[${sample}]`,
      problem: `the loss "${kind}" wants probabilities, 0 or more and summing to 1`,
      found: `[${row.join(", ")}]`,
      remedy: 'Encode the classes as "one-hot", not centred.',
    });
  }
}
