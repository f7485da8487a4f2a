import type { Sink } from "./io.ts";

/** Tells a person how far long work is: one line that is rewritten on a terminal, plain lines elsewhere. */
export interface ProgressLine {
  stage(name: string, detail: string): Promise<void>;
  /** `note`: what else is known by then. */
  update(done: number, total: number, note?: string): void;
  /** A line of its own, which stays. */
  say(text: string): void;
  finish(seconds: number): void;
}

/** Plain lines come at most this often, in ms. */
const plainInterval = 2000;
const liveInterval = 80;

/** Progress goes to stderr, so that what a command prints stays clean. */
export function progressLine(sink: Sink, now: () => number = Date.now): ProgressLine {
  const live = sink.isTTY === true;
  let [label, since, shown] = ["", 0, 0];
  const rewrite = (text: string) => sink.write(`\r\u001b[2K${text.slice(0, (sink.columns || 80) - 1)}`);
  return {
    async stage(name, detail) {
      [label, since, shown] = [`${name}: ${detail}`, now(), now()];
      if (live) rewrite(`… ${label}`);
      else sink.write(`${label} …\n`);
      // A long computation follows: let the terminal have its line first.
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
    update(done, total, note) {
      const time = now();
      if (time - shown < (live ? liveInterval : plainInterval)) return;
      shown = time;
      const left = done > 0 ? ((time - since) / 1000) * (total / done - 1) : Number.NaN;
      const text = `${label}: ${Math.floor((100 * done) / total)} %${note === undefined ? "" : `, ${note}`}${Number.isNaN(left) ? "" : `, ${formatSeconds(left)} left`}`;
      if (live) rewrite(`… ${text}`);
      else sink.write(`${text}\n`);
    },
    say(text) {
      sink.write(live ? `\r\u001b[2K${text}\n` : `${text}\n`);
    },
    finish(seconds) {
      if (live) sink.write(`\r\u001b[2K✓ ${label} (${formatSeconds(seconds)})\n`);
      else sink.write(`${label}: done in ${formatSeconds(seconds)}\n`);
    },
  };
}

export function formatSeconds(seconds: number): string {
  if (seconds < 0.095) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
