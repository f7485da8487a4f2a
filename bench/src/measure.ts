import type { Work } from "./workloads.ts";

export interface Timing {
  readonly median_s: number;
  readonly min_s: number;
  readonly first_s: number;
}

/** Runs work once, and then again `repetitions` times. */
export async function measure(work: Work, repetitions: number): Promise<Timing> {
  const once = async () => {
    const start = performance.now();
    await work();
    return (performance.now() - start) / 1000;
  };
  const first = await once();
  const seconds: number[] = [];
  for (let k = 0; k < repetitions; k++) seconds.push(await once());
  seconds.sort((a, b) => a - b);
  const middle = (seconds.length - 1) / 2;
  return { median_s: (seconds[Math.floor(middle)] + seconds[Math.ceil(middle)]) / 2, min_s: seconds[0], first_s: first };
}
