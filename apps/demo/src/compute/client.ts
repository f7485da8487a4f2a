import { proxy, wrap } from "comlink";
import { settings } from "../state/settings.ts";
import type { JobContext, Outcome } from "./job.ts";
import type { BackendInfo, WorkerApi } from "./protocol.ts";

export interface CallOptions<Partial = never> {
  readonly signal?: AbortSignal;
  readonly onPartial?: (partial: Partial) => void;
}

/** A job as the page sees it. */
export type RemoteJob<Request, Answer, Partial = never> = (request: Request, options?: CallOptions<Partial>) => Promise<Outcome<Answer>>;

/** The jobs of a panel (`typeof import("./compute.ts")`) as the page sees them. */
export type Remote<Jobs> = {
  readonly [Name in keyof Jobs]: Jobs[Name] extends (request: infer Request, context: JobContext<infer Partial>) => Promise<infer Answer>
    ? RemoteJob<Request, Answer, Partial>
    : never;
};

const startWorker = () => wrap<WorkerApi>(new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "ntkit" }));
const workers = new Map<string, ReturnType<typeof startWorker>>();
let calls = 0;

function workerOf(name: string): ReturnType<typeof startWorker> {
  const known = workers.get(name) ?? startWorker();
  workers.set(name, known);
  return known;
}

/**
 * The jobs of a panel, on the backend that the reader has chosen. They share a worker: one job waits while another computes. A job that
 * would keep a quicker one waiting gets a worker of its own, named by `apart`.
 */
export function remoteJob<Jobs>(panel: string, apart = panel): <Name extends keyof Jobs & string>(job: Name) => Remote<Jobs>[Name] {
  return <Name extends keyof Jobs & string>(job: Name) => {
    const call: RemoteJob<unknown, unknown, unknown> = async (request, { signal, onPartial } = {}) => {
      const worker = workerOf(apart);
      const id = calls++;
      signal?.addEventListener("abort", () => void worker.stop(id), { once: true });
      return worker.run({ panel, job, request, backend: settings.get().backend, id }, onPartial && proxy(onPartial));
    };
    return call as Remote<Jobs>[Name];
  };
}

/** Every backend of this page, and whether it can run here. */
export const listBackends = (): Promise<readonly BackendInfo[]> => workerOf("playground").backends();
