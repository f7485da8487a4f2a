import type { Backend, Dtype } from "../backend.ts";
import { type Quantity, tolerances } from "./tolerances.ts";

/** The largest deviation from what is expected, and where: "[3, 1]: 2 instead of 3". */
export interface Deviation {
  readonly value: number;
  readonly at: string;
}

/** One claim of the contract. */
export interface ConformanceCase {
  readonly name: string;
  /** What is compared: the row of the tolerance table. */
  readonly quantity: Quantity;
  /** The dtype without which the claim cannot be seen. */
  readonly needs?: Dtype;
  /** Tries the claim on tensors of the given dtype. Everything left alive is freed afterwards. */
  run(on: Backend, dtype: Dtype): Promise<Deviation>;
}

export interface CaseOptions {
  /** Default: the first dtype of the backend. */
  readonly dtype?: Dtype;
  /** What this backend cannot do, by the name of the case: the reason. */
  readonly unsupported?: Readonly<Record<string, string>>;
}

export interface CaseResult {
  readonly name: string;
  readonly status: "passed" | "failed" | "unsupported";
  readonly quantity: Quantity;
  readonly deviation: number;
  readonly tolerance: number;
  /** Where it deviates most, why it failed, or why it is not supported. */
  readonly reason: string;
}

/** Runs one case: it passes if it deviates by no more than the tolerance and leaves no tensor behind. */
export async function runCase(conformance: ConformanceCase, on: Backend, options: CaseOptions = {}): Promise<CaseResult> {
  const { name, quantity, needs } = conformance;
  const dtype = options.dtype ?? on.capabilities.dtypes[0];
  const tolerance = tolerances[quantity][dtype];
  const result = (status: CaseResult["status"], deviation: number, reason: string): CaseResult => ({ name, status, quantity, deviation, tolerance, reason });

  const exception = options.unsupported?.[name];
  if (exception !== undefined) return result("unsupported", 0, exception);
  if (needs !== undefined && needs !== dtype) return result("unsupported", 0, `it shows in ${needs} only`);

  const before = on.liveTensors();
  try {
    const { value, at } = await on.scope(() => conformance.run(on, dtype));
    const left = on.liveTensors() - before;
    if (left !== 0) return result("failed", Number.POSITIVE_INFINITY, `${left} tensors outlive the scope of the case`);
    return result(value <= tolerance ? "passed" : "failed", value, at);
  } catch (error) {
    return result("failed", Number.POSITIVE_INFINITY, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}
