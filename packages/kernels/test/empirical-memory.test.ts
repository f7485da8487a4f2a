import { dense, finiteNetwork, flatten, initialise, layer, parallel, relu, repeat, residual, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, NotEnoughMemory, ndArray, random, sizeOf } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { empiricalMethods, evaluateEmpirical, type OutputAxes } from "../src/index.ts";
import { countingBackend } from "./live-bytes.ts";

const { normal } = random(1);
const samples = (...shape: number[]): NDArray =>
  ndArray(
    Float64Array.from({ length: sizeOf(shape) }, () => normal()),
    shape,
  );

const block = [relu(), dense(24)];
const networks = {
  dense: serial(dense(40, { biasStd: 0.1 }), relu(), dense(30), relu(), dense(3)),
  deep: serial(dense(24), repeat(6, ...block), relu(), dense(2)),
  branches: serial(dense(24), residual(...block), parallel([block, [layer("erf"), dense(24, { trainable: false })]]), layer("layer-norm"), relu(), dense(3)),
  images: serial(
    { input: [3, 2, 1] },
    layer("conv", { channels: 3, kernel: [2, 1], biasStd: 0.1 }),
    relu(),
    layer("conv", { channels: 2, kernel: [3, 1] }),
    flatten(),
    dense(2),
  ),
  "one output": serial(dense(60), relu(), dense(1)),
  "many outputs": serial(dense(10), relu(), dense(9)),
};

describe.each(Object.entries(networks))("%s: never more bytes than allowed, results included", (_, architecture) => {
  const network = finiteNetwork(architecture, [6]);
  const parameters = initialise(network);
  const x1 = samples(6, 6);

  it.each(Object.keys(empiricalMethods).flatMap((method) => (["full", "trace"] as OutputAxes[]).map((outputs) => [method, outputs] as const)))(
    "%s, %s",
    async (method, outputs) => {
      const { on, peak, reset } = countingBackend(referenceBackend());
      const options = { on, network, parameters, x1, method, outputs, groups: outputs === "trace" };
      const least = await evaluateEmpirical({ ...options, memory: 1 }).then(
        () => 0,
        (error: unknown) => (error instanceof NotEnoughMemory ? Number(/Allow (\d+) bytes/.exec(error.remedy)?.[1]) : 0),
      );
      expect(least).toBeGreaterThan(0);
      for (const memory of [least, 2 * least]) {
        for (const x2 of [null, x1]) {
          reset();
          const allowed = memory + (x2 === null ? 0 : 8 * sizeOf(x2.shape));
          const { ntk, groups = {} } = await evaluateEmpirical({ ...options, x2, memory: allowed });
          const results = [ntk, ...Object.values(groups)].reduce((sum, result) => sum + 8 * sizeOf(result?.shape ?? []), 0);
          expect(peak() + results).toBeLessThanOrEqual(allowed);
        }
      }
      expect(on.liveTensors()).toBe(0);
    },
  );
});
