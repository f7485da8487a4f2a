/** Runs one request at a time, and of those that come meanwhile only the newest: a dragged slider never queues up. */
export interface Latest<Request> {
  ask(request: Request): void;
  /** Forgets what is waiting, and stops what is running; its outcome is not told. */
  close(): void;
}

/**
 * @param run starts a request; `signal` is set when a newer one makes it worthless (`interrupt`) or on `close`
 * @param done hears of every outcome that was not interrupted, in the order of the requests
 * @param interrupt whether a newer request stops the running one (long jobs), or lets it finish and be shown (short ones)
 */
export function latest<Request, Answer>(
  run: (request: Request, signal: AbortSignal) => Promise<Answer>,
  done: (answer: PromiseSettledResult<Answer>, request: Request) => void,
  { interrupt = false }: { readonly interrupt?: boolean } = {},
): Latest<Request> {
  let current: AbortController | undefined;
  let waiting: { readonly request: Request } | undefined;

  const start = async (request: Request) => {
    const controller = new AbortController();
    current = controller;
    const [settled] = await Promise.allSettled([run(request, controller.signal)]);
    if (!controller.signal.aborted) done(settled, request);
    if (current !== controller) return;
    current = undefined;
    const next = waiting;
    waiting = undefined;
    if (next !== undefined) void start(next.request);
  };

  return {
    ask(request) {
      if (current === undefined) {
        void start(request);
        return;
      }
      waiting = { request };
      if (interrupt) current.abort();
    },
    close() {
      waiting = undefined;
      current?.abort();
      current = undefined;
    },
  };
}
