import { readFileSync } from "node:fs";
import { fromNested } from "@ntkit/core";
import { expect, it } from "vitest";
import { difference, forward } from "../test/forward.ts";
import { parseLayersModel } from "./import-model.ts";

interface Golden {
  readonly topology: unknown;
  readonly weights: Readonly<Record<string, unknown>>;
  readonly x: unknown;
  readonly y: unknown;
}

const golden: Readonly<Record<string, Golden>> = JSON.parse(readFileSync(new URL("../test/golden/keras-3.json", import.meta.url), "utf8"));

it.each(Object.entries(golden))("a model of Keras 3 gives what Keras gives, in float64: %s", async (_, { topology, weights, x, y }) => {
  const arrays = Object.fromEntries(Object.entries(weights).map(([name, nested]) => [name, fromNested(nested)]));
  const { data } = await forward(parseLayersModel(topology, arrays), fromNested(x));
  expect(difference(data, fromNested(y).data)).toBeLessThan(1e-12);
});
