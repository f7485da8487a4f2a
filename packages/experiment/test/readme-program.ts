import { builtIn } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { datasets, preparations } from "@ntkit/datasets";
import { runExperiment } from "@ntkit/experiment";
import { kernelMethods } from "@ntkit/kernels";
import { losses } from "@ntkit/losses";
import { solvers } from "@ntkit/solvers";

const plugins = { backends: { auto: referenceBackend }, architectures: builtIn, kernels: kernelMethods, losses, solvers, datasets, preparations };
const experiment = {
  data: { source: { dataset: "iris" }, preparation: [{ kind: "standardise" }] },
  architecture: { layers: [{ kind: "dense", width: 512, weightStd: 1.5 }, { kind: "erf" }, { kind: "dense", width: 3 }] },
};
const run = await runExperiment(experiment, plugins);
if (run.status === "ok") console.log(`test accuracy ${run.outcome.result.final.test.accuracy}`);
else console.log(`${run.problem}. ${run.remedy}`);
