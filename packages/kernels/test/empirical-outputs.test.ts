import { finiteNetwork } from "@ntkit/architectures";
import type { Tensor } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type NDArray, type Nested, ndArray } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { cases } from "./empirical-golden.ts";
import { fromPeer, peerParameters } from "./peer-architecture.ts";

/** 1e-10 of each entry. */
function expectClose(data: ArrayLike<number>, expected: Nested): void {
  const wanted = fromNested(expected).data;
  expect(data.length).toBe(wanted.length);
  wanted.forEach((value, i) => expect(Math.abs(data[i] - value), `entry ${i}`).toBeLessThanOrEqual(1e-10 * Math.abs(value)));
}

describe.each(cases.map((golden) => [golden.name, golden] as const))("the peer's outputs: %s", (_, golden) => {
  const on = referenceBackend();
  const [x1, x2, parameters] = [fromNested(golden.x1), fromNested(golden.x2), peerParameters(golden.params)];
  const network = finiteNetwork(fromPeer(golden.architecture), x1.shape.slice(1));

  it("of the network itself", async () => {
    for (const [x, expected] of [
      [x1, golden.fx1],
      [x2, golden.fx2],
    ] as const) {
      const output = await network.forward(on, network.tensors(on, parameters), on.tensor(x));
      expectClose((await on.read(output)).data, expected);
    }
  });

  it("linearised and expanded to second and third order, where the parameters have moved by 0.1 cos(0), 0.1 cos(1), …", async () => {
    const moves = ({ data, shape }: NDArray) =>
      ndArray(
        data.map((_, i) => 0.1 * Math.cos(i)),
        shape,
      );
    const direction = network.tensors(on, Object.fromEntries(Object.entries(parameters).map(([name, array]) => [name, moves(array)])));
    const series = await network.taylor(on, network.tensors(on, parameters), direction, on.tensor(x1), 3);
    const numbers = async (coefficient: Tensor | undefined) => (coefficient === undefined ? undefined : (await on.read(coefficient)).data);
    const coefficients = await Promise.all(series.map(numbers));
    const upTo = (degree: number) => fromNested(golden.fx1).data.map((_, i) => coefficients.slice(0, degree + 1).reduce((sum, c) => sum + (c?.[i] ?? 0), 0));
    expectClose(upTo(1), golden.linearize_fx1);
    expectClose(upTo(2), golden.taylor2_fx1);
    expectClose(upTo(3), golden.taylor3_fx1);

    const { output, derivative } = await network.push(on, network.tensors(on, parameters), on.tensor(x1), { parameters: direction });
    const [value, slope] = await Promise.all([numbers(output), numbers(derivative)]);
    expectClose(
      fromNested(golden.fx1).data.map((_, i) => (value?.[i] ?? 0) + (slope?.[i] ?? 0)),
      golden.linearize_fx1,
    );
  });
});
