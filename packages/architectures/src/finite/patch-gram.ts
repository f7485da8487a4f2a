import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { sizeOf } from "@ntkit/core";
import { formula } from "@ntkit/formula";
import { reshaped, spent } from "./arrays.ts";
import { mostNumbers, type Part, partsOf } from "./parts.ts";
import { plus, times } from "./series.ts";

/** What a convolution saw, and how k functions of the network answer to it. */
export interface PatchSide {
  readonly samples: number;
  /** Numbers in a window. */
  readonly features: number;
  /** The windows of some samples, [samples · places, features]; to be freed by who asked. */
  patches(part: Part): Tensor;
  /** Cotangents [k · samples, places, channels]. */
  readonly dy: Tensor;
}

/**
 * `Σ_w ∂f(x)/∂w ∂f'(x')/∂w` over the weights of a convolution, [k·n, k'·n'], with P places, F numbers in a window, C channels:
 * over pairs of places, `Σ_pq (window_p · window'_q)(dy_p · dy'_q)`, in n n' P² (F + k k' (C + 3)) operations, or through the
 * gradients of each sample, in ((k n + k' n') P + k k' n n') F C; whichever are fewer. Temporaries have about 2²² numbers, or what
 * one pair of samples, or one channel of all gradients, takes.
 */
export function patchGram(on: Backend, left: PatchSide, right: PatchSide | null): Tensor {
  return pairsAreCheaper(left, right ?? left) ? gramByPlacePairs(on, left, right) : gramByPatchGradients(on, left, right);
}

const functionsOf = ({ dy, samples }: PatchSide): number => (samples === 0 ? 1 : (dy.shape[0] ?? 0) / samples);

function pairsAreCheaper(left: PatchSide, right: PatchSide): boolean {
  const [, places = 0, channels = 0] = left.dy.shape;
  const [k, l, pairs, features] = [functionsOf(left), functionsOf(right), left.samples * right.samples, left.features];
  const byPairs = pairs * places ** 2 * (features + k * l * (channels + 3));
  return byPairs <= ((k * left.samples + l * right.samples) * places + k * l * pairs) * features * channels;
}

const mean = formula`0.5 * (a + b)`;

const concatSpent = (on: Backend, all: readonly Tensor[]): Tensor => (all.length === 1 ? all[0] : spent(on, on.concat(all), ...all));
const transposeSpent = (on: Backend, a: Tensor): Tensor => spent(on, on.transpose(a), a);

/** Over pairs of places: for each pair of functions, block by block of samples. */
export function gramByPlacePairs(on: Backend, left: PatchSide, right: PatchSide | null, most = mostNumbers): Tensor {
  const other = right ?? left;
  const [, places = 0] = left.dy.shape;
  const numbersEach = Math.max(places, left.features) * places;
  const [rows, columns] = [left, other].map(({ samples }) => partsOf(samples, numbersEach, Math.max(numbersEach, Math.sqrt(most * numbersEach))));
  const [k, l] = [left, other].map(functionsOf);
  // By function and part of the rows, by function and part of the columns: [columns, rows].
  const blocks = Array.from({ length: k * rows.length }, () => new Array<Tensor>(l * columns.length));
  rows.forEach((i, at) => {
    const windows = left.patches(i);
    columns.forEach((j, to) => {
      const others = other.patches(j);
      const activations = spent(on, on.gram(others, windows, 1), others);
      for (let p = 0; p < k; p++) {
        for (let q = 0; q < l; q++) {
          blocks[p * rows.length + at][q * columns.length + to] = pooledProduct(
            on,
            activations,
            cotangents(on, other, q, j),
            cotangents(on, left, p, i),
            places,
          );
        }
      }
      on.dispose(activations);
    });
    on.dispose(windows);
  });
  const gram = concatSpent(
    on,
    blocks.map((band) => transposeSpent(on, concatSpent(on, band))),
  );
  // The two orders of summation differ by rounding.
  if (right !== null) return gram;
  const mirrored = on.transpose(gram);
  return spent(on, entrywise(on, mean, { entries: { a: gram, b: mirrored } }), gram, mirrored);
}

/** The cotangents of one function at some samples: [samples · places, channels]. */
function cotangents(on: Backend, { dy, samples }: PatchSide, index: number, [from, to]: Part): Tensor {
  const [, places = 0, channels = 0] = dy.shape;
  return reshaped(on, on.slice(dy, index * samples + from, index * samples + to), [(to - from) * places, channels]);
}

/** `Σ_pq activations[(i, p), (j, q)] (dy_ip · dy'_jq)`: [n, n']. */
function pooledProduct(on: Backend, activations: Tensor, dy: Tensor, other: Tensor, places: number): Tensor {
  const [n, m] = activations.shape.map((length) => length / places);
  const sensitivities = spent(on, on.gram(dy, other, 1), dy, other);
  const product = reshaped(on, spent(on, times(on, activations, sensitivities), sensitivities), [n, places, m * places]);
  const overRows = reshaped(on, spent(on, on.sum(product, 1), product), [n, m, places]);
  return spent(on, on.sum(overRows, 2), overRows);
}

/** Through the gradients of each function at each sample: some channels of all of them at a time. */
export function gramByPatchGradients(on: Backend, left: PatchSide, right: PatchSide | null, most = mostNumbers): Tensor {
  const other = right ?? left;
  const [, , channels = 0] = left.dy.shape;
  const gradients = Math.max(left.dy.shape[0] ?? 0, other.dy.shape[0] ?? 0);
  const [rows, columns] = [channelRows(on, left), right && channelRows(on, right)];
  const terms = partsOf(channels, gradients * left.features, most).map((part) => {
    const own = patchGradients(on, left, rows, part);
    const others = right && columns && patchGradients(on, right, columns, part);
    return spent(on, on.gram(own, others, 1), own, ...(others === null ? [] : [others]));
  });
  on.dispose(rows, ...(columns === null ? [] : [columns]));
  return terms.reduce((sum, term) => spent(on, plus(on, sum, term), sum, term));
}

/** Cotangents with channels as rows: [channels, k · samples · places]. */
function channelRows(on: Backend, { dy }: PatchSide): Tensor {
  const [rows = 0, places = 0, channels = 0] = dy.shape;
  return transposeSpent(on, on.reshape(dy, [rows * places, channels]));
}

/** `Σ_p dy_p window_p` for some channels, as one row for each function and sample: [k·n, channels · features]. */
function patchGradients(on: Backend, { dy, samples, patches }: PatchSide, byChannel: Tensor, [from, to]: Part): Tensor {
  const [count = 0, places = 0] = dy.shape;
  const some = transposeSpent(on, on.slice(byChannel, from, to));
  const rows = new Array<Tensor>(count);
  for (let sample = 0; sample < samples; sample++) {
    const windows = patches([sample, sample + 1]);
    for (let row = sample; row < count; row += samples) {
      const own = on.slice(some, row * places, (row + 1) * places);
      const gradient = spent(on, on.matmul(own, windows, { transposeA: true }), own);
      rows[row] = reshaped(on, gradient, [1, sizeOf(gradient.shape)]);
    }
    on.dispose(windows);
  }
  on.dispose(some);
  return spent(on, on.concat(rows), ...rows);
}
