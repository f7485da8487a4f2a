/** Work in the order in which it was asked for. */
export interface Timeline {
  /** Runs a task now, or, while an asynchronous one is under way, after everything that waits already. Tasks must not throw. */
  run(task: () => undefined | Promise<void>): void;
}

export function timeline(): Timeline {
  const waiting: (() => undefined | Promise<void>)[] = [];
  let busy = false;
  const next = (): void => {
    busy = false;
    while (!busy) {
      const task = waiting.shift();
      if (task === undefined) return;
      start(task);
    }
  };
  const start = (task: () => undefined | Promise<void>): void => {
    const pending = task();
    if (pending === undefined) return;
    busy = true;
    void pending.then(next);
  };
  return {
    run(task) {
      if (busy) waiting.push(task);
      else start(task);
    },
  };
}
