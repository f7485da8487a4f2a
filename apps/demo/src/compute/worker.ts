import { NtkitError, Unsupported } from "@ntkit/core";
import { expose } from "comlink";
import { backends } from "../plugins.ts";
import { computes } from "./computes.ts";
import type { Outcome } from "./job.ts";
import { lanes } from "./lanes.ts";
import type { WorkerApi } from "./protocol.ts";

/* What runs in every worker. A panel's jobs are loaded when the first of them is asked for. */

const running = new Map<number, AbortController>();
const inLane = lanes(backends);

const api: WorkerApi = {
  async run({ panel, job, request, backend, id }, report = () => {}): Promise<Outcome<unknown>> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const jobs = await computes[panel]();
      const { signal } = controller;
      const value = await inLane(job, backend, async (on) => {
        signal.throwIfAborted();
        return jobs[job](request, { on, signal, report });
      });
      return { status: "ok", value };
    } catch (error) {
      if (controller.signal.aborted) return { status: "stopped" };
      if (error instanceof NtkitError) {
        const { path, problem, found, remedy } = error;
        return { status: "trouble", problem: `${path ? `${path}: ` : ""}${problem}${found ? `, found ${found}` : ""}`, remedy };
      }
      throw error;
    } finally {
      running.delete(id);
    }
  },

  stop: (id) => running.get(id)?.abort(),

  backends: () =>
    Promise.all(
      Object.entries(backends).map(async ([name, { label, precision, available }]) => {
        const problem = await available().catch((error: unknown) => (error instanceof Unsupported ? error.message : String(error)));
        return { name, label, precision, runs: problem ?? true };
      }),
    ),
};

expose(api);
