import type { Backend, Tensor } from "@ntkit/backend";
import { InvalidInput, type NDArray, type Shape, ShapeMismatch, show, sizeOf, suggestion, UnknownName } from "@ntkit/core";
import type { ParameterDescriptions } from "./finite-layer.ts";

/** Samples [n, …input]: as they are, or rows of their numbers [n, d] under that shape. Throws ShapeMismatch for others. */
export function asSamples(on: Backend, x: Tensor, input: Shape): Tensor {
  const [samples, ...features] = x.shape;
  if (samples !== undefined && features.join() === input.join()) return x;
  if (samples !== undefined && features.length === 1 && features[0] === sizeOf(input)) return on.reshape(x, [samples, ...input]);
  throw new ShapeMismatch({
    path: "x",
    problem: `the network takes samples of shape [${input.join(", ")}]: arrays [n, ${input.join(", ")}]`,
    found: `[${x.shape.join(", ")}]`,
    remedy: "Stack the samples along the first axis.",
  });
}

/** How many cotangents there are for each sample. Throws ShapeMismatch where they are none of the output. */
export function cotangentsOf(dy: Tensor, output: Tensor): number {
  const [rows, samples] = [dy.shape[0] ?? 0, output.shape[0] ?? 0];
  const count = samples === 0 ? 1 : rows / samples;
  if (Number.isInteger(count) && dy.shape.slice(1).join() === output.shape.slice(1).join()) return count;
  throw new ShapeMismatch({
    path: "dy",
    problem: `cotangents must have the shape of the output, [${output.shape.join(", ")}], or several of it one after another`,
    found: `[${dy.shape.join(", ")}]`,
    remedy: "Stack them along the first axis: all samples for the first function, then for the second.",
  });
}

/** Throws InvalidInput or ShapeMismatch unless the arrays are those of the parameters, all of them and no other. */
export function requireParameters(descriptions: ParameterDescriptions, values: Readonly<Record<string, NDArray>>): void {
  for (const [name, { shape }] of Object.entries(descriptions)) {
    const path = `parameters["${name}"]`;
    if (!Object.hasOwn(values, name)) {
      throw new InvalidInput({
        path,
        problem: "a parameter is missing",
        remedy: `Give an array of shape [${shape.join(", ")}], or take them all from \`initialise\`.`,
      });
    }
    if (values[name].shape.join() === shape.join()) continue;
    throw new ShapeMismatch({
      path,
      problem: `the network has [${shape.join(", ")}] here`,
      found: `[${values[name].shape.join(", ")}]`,
      remedy: "Give the parameters of this architecture.",
    });
  }
  requireNames(descriptions, values);
}

/** Throws UnknownName for what is no parameter. */
export function requireNames(descriptions: ParameterDescriptions, values: Readonly<Record<string, NDArray | Tensor>>): void {
  const unknown = Object.keys(values).find((name) => !Object.hasOwn(descriptions, name));
  if (unknown === undefined) return;
  throw new UnknownName({
    path: `parameters["${unknown}"]`,
    problem: "the network has no such parameter",
    found: show(unknown),
    remedy: suggestion(unknown, Object.keys(descriptions)),
  });
}
