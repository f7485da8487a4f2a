import { fromNested, InvalidData, Unsupported } from "@ntkit/core";
import { expect, test } from "vitest";
import { chooseLoss } from "./choose.ts";
import { checkTargets } from "./targets.ts";

const check = (kind: string, targets: number[][]) => () => checkTargets(chooseLoss({ kind }), fromNested(targets));

test("targets that a loss is not defined on are refused with their place", () => {
  expect(check("mse", [[7, -3]])).not.toThrow();
  expect(check("logistic", [[1], [-1]])).not.toThrow();
  expect(check("cross-entropy", [[0.25, 0.75]])).not.toThrow();
  expect(check("logistic", [[1], [0]])).toThrow(InvalidData);
  expect(check("hinge", [[1], [0]])).toThrow('targets[1][0]: the loss "hinge" wants targets −1 or +1, found 0.');
  expect(check("cross-entropy", [[0.9, -0.1]])).toThrow('targets[0]: the loss "cross-entropy" wants probabilities');
  expect(check("cross-entropy", [[1, 1]])).toThrow(InvalidData);
  expect(check("cross-entropy", [[1]])).toThrow(Unsupported);
});
