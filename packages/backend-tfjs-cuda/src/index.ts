import type { Backend } from "@ntkit/backend";
import { type TfjsOptions, tfjsBackend } from "@ntkit/backend-tfjs";
import { Unsupported } from "@ntkit/core";
import { loadTensorflow } from "./load-tensorflow.ts";

export interface TensorflowOptions extends TfjsOptions {
  /** A folder from which the package of TensorFlow is found. Default: where this package is installed. */
  readonly from?: string;
}

/**
 * TensorFlow's library on this processor, through `@tensorflow/tfjs-node`, in float32; decompositions and solves in
 * float64 on the host. Throws Unsupported, with the steps that mend it, if the package or its library is missing.
 */
export async function tfjsNode({ from, ...options }: TensorflowOptions): Promise<Backend> {
  const tf = loadTensorflow("@tensorflow/tfjs-node", from);
  return tfjsBackend(
    tf,
    {
      name: "tfjs-node",
      engine: "tensorflow",
      gpu: false,
      readsAtOnce: true,
      replaced: [],
      products: "by-entry",
      // Eigen computes the last few entries of an array, and products with a single row, by code of other rounding.
      multiple: 16,
      terms: Number.POSITIVE_INFINITY,
      remedy: "Check that the package of TensorFlow is the only one that the program loads.",
    },
    options,
  );
}

/**
 * TensorFlow's library on an NVIDIA card, through `@tensorflow/tfjs-node-gpu`, in float32; decompositions and solves in
 * float64 on the host. Throws Unsupported if the package, its library, CUDA or the card is missing: TensorFlow itself would
 * go on with the CPU and say nothing.
 */
export async function tfjsCuda({ from, ...options }: TensorflowOptions): Promise<Backend> {
  const tf = loadTensorflow("@tensorflow/tfjs-node-gpu", from);
  await tf.setBackend("tensorflow");
  if (tf.backend().isUsingGpuDevice !== true) {
    throw new Unsupported({
      path: "tfjs-cuda",
      problem: "TensorFlow was loaded, but found no CUDA device and would compute on the CPU",
      remedy:
        'Look at "nvidia-smi" for the driver and the card, and put CUDA 11.2 and cuDNN 8.1 on LD_LIBRARY_PATH (docs/backends.md); or ask for tfjs-node, which is the CPU.',
    });
  }
  return tfjsBackend(
    tf,
    {
      name: "tfjs-cuda",
      engine: "tensorflow",
      gpu: true,
      device: "CUDA",
      readsAtOnce: true,
      replaced: [],
      products: "by-shape",
      multiple: 1,
      terms: Number.POSITIVE_INFINITY,
      remedy: "Check that the package of TensorFlow is the only one that the program loads.",
    },
    options,
  );
}

/**
 * What tfjs-cuda cannot keep of the contract, by the case of the conformance suite, and why. A guess from the documents of
 * cuBLAS: it was never run on a card.
 */
export const tfjsCudaUnsupported: Readonly<Record<string, string>> = {
  "gram does not depend on how it is cut into tiles": "cuBLAS chooses another order of summation for matrices of another shape",
};
