import { dense, parseArchitecture, relu, residual, serial } from "@ntkit/architectures";
import { Unsupported } from "@ntkit/core";
import { expect, test } from "vitest";
import { widen } from "./widen.ts";

test("every hidden width, nested ones and channels too, but that of the output", () => {
  const network = serial(dense(5), relu(), residual(dense(5), relu(), dense(5)), dense(2));
  const wide = serial(dense(7), relu(), residual(dense(7), relu(), dense(7)), dense(2));
  expect(widen(network, 7)).toEqual(wide);
  const image = parseArchitecture({ layers: [{ kind: "conv", channels: 3, kernel: [3, 3] }, { kind: "flatten" }, { kind: "dense", width: 2 }] });
  expect(widen(image, 9).layers[0]).toMatchObject({ channels: 9, kernel: [3, 3] });
  expect(widen(image, 9).layers[2]).toMatchObject({ width: 2 });
});

test("a network without a hidden layer is refused", () => {
  expect(() => widen(serial(dense(2)), 4)).toThrow(Unsupported);
  expect(() => widen(serial(dense(2)), 4)).toThrow("training.widths: the network has no hidden layer whose width could change");
});
