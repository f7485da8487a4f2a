import { joinPath, NtkitError } from "@ntkit/core";

/** Runs a part of an experiment; what it throws for misuse names its place below `base`: `split` becomes `data.split`. */
export function below<T>(base: string, part: () => T): T {
  try {
    return part();
  } catch (error) {
    throw placed(base, error);
  }
}

/** The same of a part that takes its time. */
export async function belowLater<T>(base: string, part: () => Promise<T>): Promise<T> {
  try {
    return await part();
  } catch (error) {
    throw placed(base, error);
  }
}

const placed = (base: string, error: unknown): unknown => (error instanceof NtkitError ? error.at(error.path ? joinPath(base, [error.path]) : base) : error);
