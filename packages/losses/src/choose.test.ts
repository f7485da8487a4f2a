import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, InvalidInput, UnknownName } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { expect, test } from "vitest";
import { z } from "zod";
import { chooseLoss, meanLoss } from "./choose.ts";
import { entrywise } from "./entrywise.ts";
import { losses } from "./losses/index.ts";

const on = referenceBackend();

test("a loss by its spec", () => {
  expect(chooseLoss({ kind: "mse" })).toMatchObject({ spec: { kind: "mse" }, quadratic: true });
});

test("a loss from outside, beside the built-in ones: one file, one line", async () => {
  const schema = z.strictObject({ kind: z.literal("weighted"), weight: z.number().default(2) });
  const weighted = entrywise<z.infer<typeof schema>>({
    kind: "weighted",
    schema,
    example: schema.parse({ kind: "weighted" }),
    quadratic: false,
    references: [],
    entry: ({ weight }) => formula`${weight} / 2 * (f - y)^2`,
    entryGradient: ({ weight }) => formula`${weight} * (f - y)`,
  });
  expect(() => chooseLoss({ kind: "weighted" })).toThrow(UnknownName);
  const chosen = chooseLoss({ kind: "weighted" }, { ...losses, weighted });
  expect(chosen).toMatchObject({ spec: { kind: "weighted", weight: 2 }, quadratic: false });
  const [f, y] = [fromNested([[1, 5]]), fromNested([[3, 2]])];
  expect(await meanLoss(on, chosen, f, y, 1)).toBe(13);
  expect(await on.scope(() => on.read(chosen.gradient(on, on.tensor(f), on.tensor(y))))).toMatchObject({ shape: [1, 2], data: Float64Array.of(-4, 6) });
});

test("what is no loss", () => {
  expect(() => chooseLoss("mse")).toThrow(InvalidInput);
  expect(() => chooseLoss("mse")).toThrow('loss: expected a loss, found "mse". Write it as an object with its kind: {"kind": "mse"}.');
  expect(() => chooseLoss({ kind: "msee" })).toThrow(
    'loss.kind: unknown loss, found "msee". Did you mean "mse"? There are: mse, cross-entropy, logistic, hinge, squared-hinge, huber.',
  );
  expect(() => chooseLoss({ kind: "mse", scale: 2 }, losses, "experiment.loss")).toThrow("experiment.loss.scale: unknown field");
});
