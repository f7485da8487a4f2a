export type StageName = "data" | "kernel" | "decomposition" | "prediction";

/** What a run says while it goes on: for every stage its begin, progress that never falls, and its end. */
export type ExperimentEvent =
  | { readonly kind: "stage"; readonly stage: StageName; readonly detail: string }
  | { readonly kind: "progress"; readonly stage: StageName; readonly done: number; readonly total: number }
  | { readonly kind: "finished"; readonly stage: StageName; readonly seconds: number };

/** Awaited at the begin and the end of a stage, so that a screen may be drawn; not during progress. */
export type EventListener = (event: ExperimentEvent) => void | Promise<void>;

/** Announces stages and takes their times. */
export function stageClock(onEvent: EventListener | undefined, signal: AbortSignal | undefined) {
  const seconds: Record<string, number> = {};
  let current: { readonly stage: StageName; readonly since: number } | undefined;
  const finish = async () => {
    if (current === undefined) return;
    const { stage, since } = current;
    current = undefined;
    seconds[stage] = (performance.now() - since) / 1000;
    await onEvent?.({ kind: "finished", stage, seconds: seconds[stage] });
  };
  return {
    /** Ends the stage before. Throws the reason of an aborted signal. */
    async begin(stage: StageName, detail: string) {
      await finish();
      await onEvent?.({ kind: "stage", stage, detail });
      signal?.throwIfAborted();
      current = { stage, since: performance.now() };
    },
    progress({ done, total }: { readonly done: number; readonly total: number }) {
      if (current !== undefined) void onEvent?.({ kind: "progress", stage: current.stage, done, total });
    },
    /** Ends the last stage: the seconds that each took. */
    async end() {
      await finish();
      return seconds;
    },
  };
}
