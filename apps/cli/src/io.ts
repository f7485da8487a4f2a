import { memoryLimit } from "./memory.ts";

/** Where text goes: a terminal, a file, a pipe, or a test. */
export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What the program knows of the machine it runs on; a test brings its own. */
export interface Io {
  /** What was asked for. */
  readonly out: Sink;
  /** Progress and errors, so that what was asked for stays clean. */
  readonly err: Sink;
  /** Bytes that the work may use. */
  readonly memory: number;
  /** Calls back at the first Ctrl-C instead of ending; the function that is returned takes that back. */
  readonly onInterrupt?: (stop: () => void) => () => void;
}

/** Those of this process. A reader that has seen enough (`ntkit explain | head -3`) is no error. */
export function processIo(): Io {
  const [out, err] = [process.stdout, process.stderr].map((stream) =>
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    }),
  );
  const onInterrupt = (stop: () => void) => {
    process.once("SIGINT", stop);
    return () => void process.off("SIGINT", stop);
  };
  return { out, err, memory: memoryLimit(), onInterrupt };
}
