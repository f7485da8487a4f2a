import { dense, erf, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested } from "@ntkit/core";
import { fitNetwork } from "@ntkit/experiment";

const wide = { weightStd: 1.5, biasStd: 0.05 };
const network = serial(dense(512, wide), erf(), dense(512, wide), erf(), dense(1, wide));
const inputs = fromNested([[-2.5], [-1.2], [-0.3], [1.1], [2.4]]);
const targets = fromNested([[-0.598], [-0.932], [-0.296], [0.891], [0.675]]);
const fit = await fitNetwork(referenceBackend(), network, { inputs, targets, test: fromNested([[0], [3]]) });
for (const { time, test } of await fit.at([3, 30, Number.POSITIVE_INFINITY])) {
  console.log(`t = ${time}: mean ${test?.mean.data}, variance ${test?.variance?.data}`);
}
