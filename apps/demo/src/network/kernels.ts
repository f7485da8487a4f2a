import { type KernelTrace, parseArchitecture, traceKernel } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { type NDArray, ndArray, Unsupported } from "@ntkit/core";
import { evaluateDiagonal, evaluateKernel, type KernelMatrices } from "@ntkit/kernels";
import { remember } from "../compute/remember.ts";
import { plugins } from "../plugins.ts";
import { architectureOf, type Network } from "./network.ts";

/** Samples of `features` numbers each [n, features], from their numbers one after the other. */
export const samples = (values: ArrayLike<number>, features = 1): NDArray => ndArray(Float64Array.from(values), [values.length / features, features]);

/** What a job goes on with: what went well, or Unsupported with the remedy, which the page shows. */
export function settled<T extends { readonly status: string }>(made: T): Extract<T, { readonly status: "ok" }> {
  if (made.status === "ok") return made as Extract<T, { readonly status: "ok" }>;
  const { problem = made.status, remedy = "Try another setting." } = made as { readonly problem?: string; readonly remedy?: string };
  throw new Unsupported({ problem, remedy });
}

const traced = remember<KernelTrace>();

/** The programs of both kernels of a network, for samples of so many features. */
const traceOf = (network: Network, features = 1): Promise<KernelTrace> =>
  traced.for([network, features], async () =>
    traceKernel(parseArchitecture(architectureOf(network), plugins.architectures, "network"), ["nngp", "ntk"], [features], plugins.architectures),
  );

/** Against what the rows stand: themselves, every one alone, or other samples. */
type Columns = "themselves" | "diagonal" | NDArray;

/** Both kernels of a network between samples; the last such block is kept until the network, the samples or the backend change. */
export function keptKernels(): (on: Backend, network: Network, rows: NDArray, columns: Columns) => Promise<KernelMatrices["matrices"]> {
  const kept = remember<KernelMatrices["matrices"]>();
  const listed = (one: Columns) => (typeof one === "string" ? one : [...one.data]);
  return (on, network, rows, columns) =>
    kept.for([on.name, network, listed(rows), listed(columns)], async () => {
      const trace = await traceOf(network, rows.shape[1]);
      const made =
        columns === "diagonal" ? await evaluateDiagonal(on, trace, rows) : await evaluateKernel(on, trace, rows, columns === "themselves" ? null : columns);
      if (made.trouble !== undefined) throw new Unsupported(made.trouble);
      return made.matrices;
    });
}
