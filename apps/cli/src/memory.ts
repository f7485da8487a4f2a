import { totalmem } from "node:os";
import { NotEnoughMemory } from "@ntkit/core";

/** What this process may use at most: the machine's memory, or less where a container says so. */
export function memoryLimit(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toPrecision(3)} ${units[power]}`;
}

/** Refuses work that cannot fit, before it starts. Throws NotEnoughMemory with both figures. */
export function requireMemory(bytes: number, what: string, remedy: string, limit = memoryLimit()): void {
  if (bytes <= limit) return;
  throw new NotEnoughMemory({ problem: `${what} needs ${formatBytes(bytes)} of memory, and this machine has ${formatBytes(limit)}`, remedy });
}
