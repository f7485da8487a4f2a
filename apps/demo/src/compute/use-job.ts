import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { settings } from "../state/settings.ts";
import { useSlice } from "../state/use-slice.ts";
import type { RemoteJob } from "./client.ts";
import { pictureShown } from "./first-picture.ts";
import { type Latest, latest } from "./latest.ts";

export interface JobState<Answer, Partial> {
  /** The newest answer there is; it stays while the next one is computed. */
  readonly value?: Answer;
  /** What the running job has reported so far. */
  readonly partial?: Partial;
  readonly running: boolean;
  readonly trouble?: { readonly problem: string; readonly remedy: string };
}

/**
 * The answer to a request, again whenever the request (plain data, compared by its JSON) or the backend changes; the newest
 * request wins. Null asks nothing. `interrupt` is for jobs that take long: a newer request stops them, and they may report on the way.
 *
 * The time from a request to its answer on the screen is measured as `name` (User Timing).
 */
export function useJob<Request, Answer, Partial = never>(
  job: RemoteJob<Request, Answer, Partial>,
  request: Request | null,
  { name, interrupt = false }: { readonly name: string; readonly interrupt?: boolean },
): JobState<Answer, Partial> {
  const [state, setState] = useState<JobState<Answer, Partial>>({ running: false });
  const asked = useRef(0);
  const answered = useRef<number | null>(null);
  const { backend } = useSlice(settings);

  const queue: Latest<{ readonly request: Request; readonly at: number }> = useMemo(
    () =>
      latest(
        ({ request }, signal) => {
          const onPartial = (partial: Partial) => setState((before) => (signal.aborted ? before : { ...before, partial }));
          return job(request, interrupt ? { signal, onPartial } : { signal });
        },
        (settled, { at }) => {
          answered.current = at;
          const running = at !== asked.current;
          if (settled.status === "rejected") {
            setState((before) => ({ ...before, running, trouble: { problem: String(settled.reason), remedy: "Reload the page." } }));
          } else if (settled.value.status === "ok") {
            setState({ value: settled.value.value, running });
          } else if (settled.value.status === "trouble") {
            const { problem, remedy } = settled.value;
            setState((before) => ({ ...before, running, trouble: { problem, remedy } }));
          }
        },
        { interrupt },
      ),
    [job, interrupt],
  );

  const key = request === null ? null : JSON.stringify(request);
  useEffect(() => {
    if (request === null) return;
    asked.current = performance.now();
    setState((before) => ({ ...before, running: true }));
    queue.ask({ request, at: asked.current });
  }, [key, backend, queue]);
  useEffect(() => () => queue.close(), [queue]);

  // After the answer has been drawn.
  useEffect(() => {
    if (answered.current === null) return;
    performance.measure(name, { start: answered.current });
    pictureShown();
    answered.current = null;
  }, [state, name]);
  return state;
}
