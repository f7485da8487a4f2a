import { finiteNetwork } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, type Nested } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { empiricalMethods, evaluateEmpirical, type OutputAxes } from "../src/index.ts";
import { cases } from "./empirical-golden.ts";
import { fromPeer, peerParameters } from "./peer-architecture.ts";

/** The peer's names of what becomes of the output axis; its trace is a mean. */
const peerAxes: Readonly<Record<OutputAxes, { readonly key: string; readonly factor: (outputs: number) => number }>> = {
  full: { key: "trace[]_diag[]", factor: () => 1 },
  diagonal: { key: "trace[]_diag[-1]", factor: () => 1 },
  trace: { key: "trace[-1]_diag[]", factor: (outputs) => outputs },
  mean: { key: "trace[-1]_diag[]", factor: () => 1 },
};

function expectClose(found: NDArray | undefined, expected: NDArray, factor: number): void {
  expect(found?.shape).toEqual(expected.shape);
  const largest = Math.max(...expected.data.map(Math.abs));
  expected.data.forEach((value, i) => {
    const wanted = factor * value;
    expect(Math.abs((found?.data[i] ?? Number.NaN) - wanted), `entry ${i}`).toBeLessThanOrEqual(1e-10 * factor * Math.max(Math.abs(value), 1e-3 * largest));
  });
}

const on = referenceBackend();

describe.each(cases.map((golden) => [golden.name, golden] as const))("golden %s", (_, golden) => {
  const [x1, x2, parameters] = [fromNested(golden.x1), fromNested(golden.x2), peerParameters(golden.params)];
  const network = finiteNetwork(fromPeer(golden.architecture), x1.shape.slice(1));
  const outputs = fromNested(golden.fx1).shape[1];

  it.each(Object.keys(empiricalMethods).flatMap((method) => (Object.keys(peerAxes) as OutputAxes[]).map((axes) => [method, axes] as const)))(
    "%s, %s",
    async (method, axes) => {
      const { key, factor } = peerAxes[axes];
      const { ntk, nngp, trouble } = await evaluateEmpirical({ on, network, parameters, x1, x2, kinds: ["ntk", "nngp"], outputs: axes, method });
      expect(trouble).toBeUndefined();
      expectClose(ntk, fromNested(golden[`ntk_${key}`] as Nested), factor(outputs));
      expectClose(nngp, fromNested(golden[`nngp_${key}`] as Nested), factor(outputs));
      expect(on.liveTensors()).toBe(0);
    },
  );
});
