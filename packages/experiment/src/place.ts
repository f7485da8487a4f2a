import { joinPath, NtkitError } from "@ntkit/core";

/** Runs a part of an experiment; what it throws for misuse names its place below `base`: `split` becomes `data.split`. */
export function below<T>(base: string, part: () => T): T {
  try {
    return part();
  } catch (error) {
    throw error instanceof NtkitError ? error.at(error.path ? joinPath(base, [error.path]) : base) : error;
  }
}
