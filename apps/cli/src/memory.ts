import { totalmem } from "node:os";
import { NotEnoughMemory } from "@ntkit/core";

/** What this process may use at most: the machine's memory, or less where a container says so. */
export function memoryLimit(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/** `12_300_000_000` as "12.3 GB". */
export function formatBytes(bytes: number): string {
  const power = Math.max(
    0,
    units.findLastIndex((_, i) => Number((bytes / 1000 ** i).toPrecision(3)) >= 1),
  );
  const value = bytes / 1000 ** power;
  return `${value < 1000 ? Number(value.toPrecision(3)) : Math.round(value)} ${units[power]}`;
}

/** Refuses work that cannot fit, before it starts. Throws NotEnoughMemory with both figures. */
export function requireMemory(bytes: number, limit: number, what: string, remedy: string): void {
  if (bytes <= limit) return;
  throw new NotEnoughMemory({ problem: `${what} needs ${formatBytes(bytes)} of memory, and this machine has ${formatBytes(limit)}`, remedy });
}
