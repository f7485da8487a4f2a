export type StageName = "data" | "kernel" | "decomposition" | "prediction" | "theory" | "training";

/** What a run says while it goes on: for every stage its begin, progress that never falls, and its end. */
export type ExperimentEvent =
  | { readonly kind: "stage"; readonly stage: StageName; readonly detail: string }
  | Progress
  | { readonly kind: "finished"; readonly stage: StageName; readonly seconds: number };

interface Progress {
  readonly kind: "progress";
  readonly stage: StageName;
  readonly done: number;
  readonly total: number;
  /** What is known by then: of a training, the loss and the drift of its kernel. */
  readonly numbers?: Readonly<Record<string, number>>;
}

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
    progress(progress: Pick<Progress, "done" | "total" | "numbers">) {
      if (current !== undefined) void onEvent?.({ kind: "progress", stage: current.stage, ...progress });
    },
    /** Ends the last stage: the seconds that each took. */
    async end() {
      await finish();
      return seconds;
    },
  };
}
