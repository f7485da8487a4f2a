import type { Job } from "./job.ts";

/**
 * The jobs of each panel, by its id, each loaded when it is asked for. A build writes here what panels/index.ts lists (scripts/computes.ts): the
 * worker cannot import that list itself, or it would bring everything that is seen along.
 */
export const computes: Readonly<Record<string, () => Promise<Readonly<Record<string, Job<unknown, unknown, unknown>>>>>> = {};
