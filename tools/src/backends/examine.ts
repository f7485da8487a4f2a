import { dense, relu, serial } from "@ntkit/architectures";
import type { Backend } from "@ntkit/backend";
import { type CaseResult, conformanceCases, runCase } from "@ntkit/backend/conformance";
import { ndArray, random } from "@ntkit/core";
import { infiniteWidthKernels } from "@ntkit/kernels";

/** What is known of a backend after it has been tried; plain data, so that it comes out of a browser. */
export interface Examination {
  readonly status: "examined";
  readonly device: string;
  readonly precision: string;
  readonly passed: number;
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** The NTK of three ReLU layers over 48 inputs, two of them equal, against the reference: the largest deviation over the largest entry. */
  readonly deviation: number;
  readonly seconds: number;
}

/** A backend that did not start, and why. */
export interface Missing {
  readonly status: "missing";
  readonly reason: string;
}

/** Runs the whole conformance suite on a backend, and one kernel on it and on the reference. */
export async function examine(on: Backend, reference: Backend, unsupported: Readonly<Record<string, string>> = {}): Promise<Examination> {
  const start = performance.now();
  const results: CaseResult[] = [];
  for (const conformance of conformanceCases) results.push(await runCase(conformance, on, { unsupported }));
  const listed = (status: string) => results.filter((result) => result.status === status).map(({ name, reason }) => ({ name, reason: reason.trim() }));
  const deviation = await kernelDeviation(on, reference);
  return {
    status: "examined",
    device: on.capabilities.device ?? (on.capabilities.gpu ? "GPU" : "CPU"),
    precision: on.capabilities.dtypes.join(", "),
    passed: results.filter(({ status }) => status === "passed").length,
    failed: listed("failed"),
    skipped: listed("unsupported"),
    deviation,
    seconds: (performance.now() - start) / 1000,
  };
}

const wide = () => dense(512, { weightStd: Math.SQRT2, biasStd: 0.1 });
const network = serial(wide(), relu(), wide(), relu(), wide(), relu(), dense(1, { weightStd: Math.SQRT2, biasStd: 0.1 }));

async function kernelDeviation(on: Backend, reference: Backend): Promise<number> {
  const [n, d] = [48, 300];
  const stream = random(11);
  const data = Float64Array.from({ length: n * d }, () => Math.fround(stream.normal()));
  data.copyWithin(7 * d, 0, d);
  const x = ndArray(data, [n, d]);
  const expected = (await infiniteWidthKernels(reference, network, ["ntk"], x)).matrices.ntk.data;
  const found = (await infiniteWidthKernels(on, network, ["ntk"], x)).matrices.ntk.data;
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, at) => Math.max(most, Math.abs(found[at] - value)), 0) / largest;
}
