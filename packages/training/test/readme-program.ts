import { dense, erf, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested } from "@ntkit/core";
import { distances, train } from "@ntkit/training";

const architecture = serial(dense(128, { weightStd: 1.5, biasStd: 0.1 }), erf(), dense(1));
const [x, y] = [fromNested([[-1], [0], [1]]), fromNested([[0.5], [-0.5], [1]])];
const optimiser = { kind: "momentum", learningRate: 1, momentum: 0.8 };
const record = [{ kind: "loss" }, { kind: "outputs" }, { kind: "ntk" }];
const result = await train({ on: referenceBackend(), architecture, x, y, optimiser, steps: 150, seed: 1, linearise: true, record });
const { arrays, numbers } = result.records;
console.log(result.status, result.loss.train.toPrecision(2), `stable below ${result.limit?.limit.toPrecision(3)}`);
const { rms } = distances(arrays["outputs.train"], arrays["linear.outputs.train"]);
console.log(`at most ${Math.max(...rms).toPrecision(2)} from its linear twin; the NTK moved by ${numbers["ntk.drift"].values.at(-1)?.toPrecision(2)}`);
