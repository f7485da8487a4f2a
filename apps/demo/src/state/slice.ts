import type { NtkitError } from "@ntkit/core";
import { parse } from "@ntkit/core";
import type { z } from "zod";
import { type Fields, readFields, writeFields } from "./fields.ts";

/** The state of one panel: always valid by its schema, watched by whoever shows it. */
export interface Slice<S extends object> {
  readonly defaults: S;
  get(): S;
  /** Changes some fields. Throws, as `parse` of @ntkit/core does, for what the schema does not allow. */
  set(change: Partial<S>): void;
  subscribe(listener: () => void): () => void;
  /** What differs from the defaults, as text by field. */
  write(): Fields;
  /** Takes the state that `write` told; a mistake leaves the defaults, and is returned. */
  read(fields: Fields): NtkitError | undefined;
}

export function createSlice<S extends object>(schema: z.ZodType<S>, path: string): Slice<S> {
  const defaults = parse(schema, {}, path);
  let state = defaults;
  const listeners = new Set<() => void>();
  const become = (next: S) => {
    state = next;
    for (const listener of listeners) listener();
  };
  return {
    defaults,
    get: () => state,
    set: (change) => become(parse(schema, { ...state, ...change }, path)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    write: () => writeFields(defaults, state),
    read(fields) {
      try {
        become(parse(schema, readFields(defaults, fields), path));
        return undefined;
      } catch (error) {
        become(defaults);
        return error as NtkitError;
      }
    },
  };
}
