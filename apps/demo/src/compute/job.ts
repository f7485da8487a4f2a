import type { Backend } from "@ntkit/backend";

/** What a job is given besides its request. */
export interface JobContext<Partial = never> {
  /** Where kernels are computed: the reader's choice. Decompositions go to `on.host ?? on`. */
  readonly on: Backend;
  /** Set when the answer is no longer wanted: a long job looks at it between its steps. */
  readonly signal: AbortSignal;
  /** Shows something before the job is done: a step of training, a share of the work. */
  readonly report: (partial: Partial) => void;
}

/**
 * What `compute.ts` of a panel exports: functions from a request to an answer, both plain data (arrays included). They run in
 * the panel's own worker, which may keep what it has computed between two calls.
 */
export type Job<Request, Answer, Partial = never> = (request: Request, context: JobContext<Partial>) => Promise<Answer>;

/** An answer, or the misuse or numerical trouble that stands in its way, in words for the reader. */
export type Outcome<Answer> =
  | { readonly status: "ok"; readonly value: Answer }
  | { readonly status: "stopped" }
  | { readonly status: "trouble"; readonly problem: string; readonly remedy: string };
