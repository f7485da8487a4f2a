import { wgslModule } from "@ntkit/formula";
import type { Job } from "../engine/engine.ts";
import type { Block, View } from "../engine/memory.ts";
import { bitsOf, firstParameter, parameter, type Shader } from "../engine/shader.ts";
import { addRun, finish, rounded4, runLength } from "./accumulate.ts";

/** A matrix as rows of a product: entry k of row i stands at `offset + i · row + k · step`. */
export interface Rows {
  readonly view: View;
  readonly row: number;
  readonly step: number;
}

/** `scale · left rightᵀ` [n, m], each entry a sum over k < d. */
export interface Product {
  readonly left: Rows;
  readonly right: Rows;
  readonly n: number;
  readonly m: number;
  readonly d: number;
  readonly scale: number;
}

/** A workgroup has 16² threads; each computes `per`² entries that lie 16 apart, so a workgroup a square of (16 per)². */
const threads = 16;
const lanes = threads * threads;
/** Numbers of each row that lie in workgroup memory at a time. */
const staged = 16;

/** How a thread holds the entries of one of its rows. */
interface Tile {
  readonly per: 1 | 4;
  readonly type: string;
  readonly rounded: string;
}

/** Few entries, many workgroups: for matrices that would not fill a GPU with large tiles. */
const small: Tile = { per: 1, type: "f32", rounded: "ntk_rounded" };
/** Every number read from workgroup memory is used four times. */
const large: Tile = { per: 4, type: "vec4<f32>", rounded: "rounded4" };
const largeFrom = 2 ** 16;
const tileOf = ({ n, m }: Product): Tile => (n * m < largeFrom ? small : large);

/** The parameters of a product: n, m, d, three for each side, the scale. Those of the entry follow. */
const productParameters = 10;
const [n, m, d, left, right, scale] = [0, 1, 2, 3, 6, 9].map((k) => firstParameter + k);

/** What tells the shader of a product from that of others. */
export const productKey = (product: Product): string => `product${tileOf(product).per}`;

/**
 * Declarations and entry point of a shader that computes a product and hands each entry to
 * `fn entry(at: u32, row: u32, column: u32, product: f32)`. Its inputs 0 and 1 hold the rows of the two sides. An entry
 * does not depend on the tile that it is in, nor on what `entry` does with it.
 */
export function productMain(product: Product): string {
  const { per, type, rounded } = tileOf(product);
  const side = threads * per;
  // Columns of staged numbers are one longer than the side: so threads do not queue for one bank of the memory.
  const pitch = side + 1;
  const each = Array.from({ length: per }, (_, i) => i);
  const lines = (write: (i: number) => string): string => each.map(write).join("\n");
  const vector = (of: (j: number) => string): string => (per === 1 ? of(0) : `${type}(${each.map(of).join(", ")})`);
  const component = (j: number): string => (per === 1 ? "" : `.${"xyzw"[j]}`);
  const stage = (buffer: string, at: number, count: number, first: string, base: number): string => `
        {
          let index = ${first} + r;
          let inside = index < ${parameter(count)} && k + c < d;
          let place = select(0u, ${parameter(at)} + index * ${parameter(at + 1)} + (k + c) * ${parameter(at + 2)}, inside);
          values[${base}u + c * ${pitch}u + r] = select(0f, ${buffer}[place], inside);
        }`;
  return `${per === 1 ? "" : `${rounded4}\n\n`}var<workgroup> values: array<f32, ${Math.max(side * side, 2 * staged * pitch)}>;

@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  opaque_zero = ${parameter(0)};
  let d = ${parameter(d)};
  let firstRow = group.y * ${side}u;
  let firstColumn = group.x * ${side}u;
  let ty = lane / ${threads}u;
  let tx = lane % ${threads}u;
${lines((i) => `  var total${i} = ${type}(); var lost${i} = ${type}();`)}
  for (var start = 0u; start < d; start += ${runLength}u) {
${lines((i) => `    var run${i} = ${type}();`)}
    for (var k = start; k < min(start + ${runLength}u, d); k += ${staged}u) {
      for (var l = lane; l < ${side * staged}u; l += ${lanes}u) {
        let r = l / ${staged}u;
        let c = l % ${staged}u;${stage("in0", left, n, "firstRow", 0)}${stage("in1", right, m, "firstColumn", staged * pitch)}
      }
      workgroupBarrier();
      for (var c = 0u; c < ${staged}u; c++) {
        let a = c * ${pitch}u + ty;
        let b = ${staged * pitch}u + c * ${pitch}u + tx;
        let row = ${vector((j) => `values[b + ${threads * j}u]`)};
${lines((i) => `        run${i} = fma(${type}(values[a + ${threads * i}u]), row, run${i});`)}
      }
      workgroupBarrier();
    }
${lines((i) => `    ${addRun(`total${i}`, `lost${i}`, `run${i}`, rounded)}`)}
  }
  let scale = bitcast<f32>(${parameter(scale)});
${lines(
  (i) => `  {
    let entries = ${finish(`total${i}`, `lost${i}`, "scale", rounded)};
    let place = (ty + ${threads * i}u) * ${side}u + tx;
${lines((j) => `    values[place + ${threads * j}u] = entries${component(j)};`)}
  }`,
)}
  workgroupBarrier();
  for (var l = lane; l < ${side * side}u; l += ${lanes}u) {
    let row = firstRow + l / ${side}u;
    let column = firstColumn + l % ${side}u;
    if (row < ${parameter(n)} && column < ${parameter(m)}) { entry(row * ${parameter(m)} + column, row, column, values[l]); }
  }
}`;
}

/** The parameters that `productMain` reads: the first of its shader. */
export const parametersOf = ({ left: a, right: b, scale: factor, ...lengths }: Product): number[] => [
  lengths.n,
  lengths.m,
  lengths.d,
  ...[a, b].flatMap(({ view, row, step }) => [view.offset, row, step]),
  bitsOf(factor),
];

export function productGroups(product: Product): readonly [number, number] {
  const side = threads * tileOf(product).per;
  return [Math.ceil(product.m / side), Math.ceil(product.n / side)];
}

const plain = (product: Product): Shader => ({
  key: productKey(product),
  inputs: 2,
  outputs: 1,
  parameters: productParameters,
  source: () => [wgslModule([]), "fn entry(at: u32, row: u32, column: u32, product: f32) { out0[at] = product; }", productMain(product)].join("\n\n"),
});

/** Computes a product into a block of [n, m]. */
export const products = (product: Product, out: Block): Job => ({
  shader: plain(product),
  inputs: [product.left.view.block, product.right.view.block],
  outputs: [out],
  parameters: parametersOf(product),
  groups: productGroups(product),
});
