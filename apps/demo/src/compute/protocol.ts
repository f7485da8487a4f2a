import type { Outcome } from "./job.ts";

/** What a backend is and whether it can run in this browser. */
export interface BackendInfo {
  readonly name: string;
  readonly label: string;
  readonly precision: string;
  /** True, or why not. */
  readonly runs: true | string;
}

export interface Call {
  readonly panel: string;
  readonly job: string;
  readonly request: unknown;
  readonly backend: string;
  /** Names the call, so that it can be stopped. */
  readonly id: number;
}

/** What the worker answers to, over comlink. */
export interface WorkerApi {
  run(call: Call, report?: (partial: unknown) => void): Promise<Outcome<unknown>>;
  stop(id: number): void;
  backends(): Promise<readonly BackendInfo[]>;
}
