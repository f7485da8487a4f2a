import { z } from "zod";

export const scheduleSchema = z
  .union([
    z.strictObject({ every: z.int().positive().meta({ description: "every so many steps, from 0 on" }) }),
    z.strictObject({ perDecade: z.int().positive().meta({ description: "so many in each tenfold of steps, evenly spaced in their logarithm, and step 0" }) }),
    z.strictObject({ steps: z.array(z.int().nonnegative()).min(1).meta({ description: "exactly these steps" }) }),
  ])
  .meta({ description: "which steps; it does not depend on how many there will be, so that training can go on later" });

export type Schedule = z.infer<typeof scheduleSchema>;

/** Whether something is to be done at a step. */
export function isDue(schedule: Schedule): (step: number) => boolean {
  if ("every" in schedule) return (step) => step % schedule.every === 0;
  if ("steps" in schedule) {
    const wanted = new Set(schedule.steps);
    return (step) => wanted.has(step);
  }
  const { perDecade } = schedule;
  const spaced = (index: number) => Math.round(10 ** (index / perDecade));
  return (step) => {
    if (step === 0) return true;
    const near = Math.round(perDecade * Math.log10(step));
    return [near - 1, near, near + 1].some((index) => spaced(index) === step);
  };
}
