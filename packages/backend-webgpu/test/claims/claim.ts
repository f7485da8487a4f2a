import type { Backend } from "@ntkit/backend";
import type { OpenInNodeOptions } from "../../src/node.ts";
import type { WebgpuBackend } from "../../src/webgpu.ts";

/** What a claim needs: a backend, one that fuses the Gram matrix into programs, and the reference. */
export interface Bench {
  readonly on: WebgpuBackend;
  readonly fusing: WebgpuBackend;
  readonly reference: Backend;
  readonly open: (options?: Partial<OpenInNodeOptions>) => Promise<WebgpuBackend>;
}

export interface Measured {
  readonly value: number;
  readonly at: string;
}

/** Something that must hold of the backend: a measured deviation up to a bound. */
export interface Claim {
  readonly name: string;
  readonly bound: number;
  measure(bench: Bench): Promise<Measured>;
}

/** What a claim or a conformance case came to: one line of the program's output. */
export interface Outcome {
  readonly group: string;
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly value: number;
  readonly bound: number;
  readonly reason: string;
}

/** The larger of two measurements; NaN counts as infinite. */
export const worse = (a: Measured, b: Measured): Measured =>
  b.value <= a.value ? a : { ...b, value: Number.isNaN(b.value) ? Number.POSITIVE_INFINITY : b.value };

export const nothing: Measured = { value: 0, at: "nowhere" };

/** 0 if it holds, infinite if not. */
export const holds = (condition: boolean, at: string): Measured => ({ value: condition ? 0 : Number.POSITIVE_INFINITY, at });
