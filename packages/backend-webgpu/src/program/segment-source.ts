import type { Place } from "@ntkit/backend";
import { kernelKey, type WgslKernel, wgslKernel, wgslModule } from "@ntkit/formula";
import { parameter } from "../engine/shader.ts";
import { type KernelSegment, nameOf } from "./segments.ts";

/** Where a place stands for one shader: in which of its buffers, and which parameter holds the offset. */
export interface Binding {
  readonly place: Place;
  readonly buffer: number;
  readonly parameter: number;
}

/** What segments of equal key have in common: the computation and the order of its places, whatever their names. */
export function segmentKey({ kernels, loads, stores, copies }: KernelSegment): string {
  const numbers = new Map<string, string>();
  const print = (place: Place): string => {
    const name = nameOf(place);
    const indexed = place.kind === "rows" || place.kind === "columns" ? place.kind : "at";
    const number = numbers.get(name) ?? `${indexed}${numbers.size}`;
    numbers.set(name, number);
    return number;
  };
  const list = (places: readonly Place[]): string => places.map(print).join();
  const steps = kernels.map(({ signature, arrays, scalars, outputs }) => `${kernelKey(signature)}:${list([...arrays, ...scalars])}:${list(outputs)}`);
  const copied = copies.map(({ from, result }) => list([from, { kind: "result", index: result }]));
  return [list(loads), ...steps, ...copied, list(stores)].join("|");
}

/**
 * The declarations of a segment and its function `entry(at, row, column)`, or `entry(at, row, column, product)` if a
 * product stands for the place `product`. Kernels that compute the same share one function.
 */
export function segmentSource(segment: KernelSegment, loads: readonly Binding[], stores: readonly Binding[], product?: Place): string {
  const kernels = new Map<string, WgslKernel & { readonly name: string }>();
  const functionOf = (signature: KernelSegment["kernels"][number]["signature"]): string => {
    const key = kernelKey(signature);
    let kernel = kernels.get(key);
    if (kernel === undefined) {
      const name = `stage${kernels.size}`;
      kernel = { name, ...wgslKernel(name, signature) };
      kernels.set(key, kernel);
    }
    return kernel.name;
  };

  const variables = new Map<string, string>();
  const variable = (place: Place): string => {
    const name = nameOf(place);
    let found = variables.get(name);
    if (found === undefined) {
      found = `x${variables.size}`;
      variables.set(name, found);
    }
    return found;
  };
  const index = (place: Place): string => (place.kind === "rows" ? "row" : place.kind === "columns" ? "column" : "at");
  const lines = loads.map(
    ({ place, buffer, parameter: offset }) => `  var ${variable(place)} = ntk_rounded(in${buffer}[${parameter(offset)} + ${index(place)}]);`,
  );
  if (product !== undefined) lines.push(`  var ${variable(product)} = product;`);
  const target = (place: Place): string => {
    const known = variables.has(nameOf(place));
    return `${known ? "" : "var "}${variable(place)}`;
  };
  segment.kernels.forEach(({ signature, arrays, scalars, outputs }, k) => {
    lines.push(`  let step${k} = ${functionOf(signature)}(${[...arrays, ...scalars].map(variable).join(", ")});`);
    outputs.forEach((place, o) => lines.push(`  ${target(place)} = step${k}.o${o};`));
  });
  for (const { from, result } of segment.copies) lines.push(`  ${target({ kind: "result", index: result })} = ${variable(from)};`);
  for (const { place, buffer, parameter: offset } of stores) lines.push(`  out${buffer}[${parameter(offset)} + at] = ${variable(place)};`);

  const parameters = `at: u32, row: u32, column: u32${product === undefined ? "" : ", product: f32"}`;
  return `${wgslModule([...kernels.values()])}\n\nfn entry(${parameters}) {\n${lines.join("\n")}\n}`;
}
