import { InvalidInput, type Shape, show } from "@ntkit/core";
import type { Dtype, Tensor } from "./backend.ts";

/** The tensors of one backend, from making to freeing: what every backend needs for `scope`, `dispose` and `liveTensors`. */
export interface Lifetimes<Storage> {
  /** A new live tensor over `storage`, which it owns from now on. */
  make(shape: Shape, dtype: Dtype, storage: Storage): Tensor;
  /** What a tensor holds. Throws InvalidInput if it was disposed of or is not one of these. */
  storageOf(tensor: Tensor): Storage;
  scope<T>(body: () => T | Promise<T>): Promise<T>;
  dispose(...tensors: readonly Tensor[]): void;
  liveTensors(): number;
}

/**
 * Keeps the books for the backend called `backend`. `free` gets the storage of each tensor that is freed; tensors that
 * share memory (slices, reshapes) are the business of whoever makes their storage.
 */
export function lifetimes<Storage>(backend: string, free: (storage: Storage) => void = () => {}): Lifetimes<Storage> {
  const storages = new WeakMap<object, { readonly storage: Storage } | "freed">();
  const openScopes: Set<Tensor>[] = [];
  let live = 0;

  const look = (tensor: Tensor): { readonly storage: Storage } | "freed" => {
    const held = typeof tensor === "object" && tensor !== null ? storages.get(tensor) : undefined;
    if (held !== undefined) return held;
    throw new InvalidInput({
      problem: `expected a tensor of the backend "${backend}"`,
      found: show(tensor),
      remedy: `Make it with tensor() of this backend; read() copies one out of another.`,
    });
  };

  const dispose = (...tensors: readonly Tensor[]): void => {
    for (const tensor of tensors) {
      const held = look(tensor);
      if (held === "freed") continue;
      storages.set(tensor, "freed");
      live -= 1;
      free(held.storage);
    }
  };

  /** Frees what was made but not kept. */
  const close = (made: Set<Tensor>, kept: ReadonlySet<object>): void => {
    const innermost = openScopes.at(-1) === made;
    openScopes.splice(openScopes.indexOf(made), 1);
    for (const tensor of made) {
      if (kept.has(tensor)) openScopes.at(-1)?.add(tensor);
      else dispose(tensor);
    }
    if (innermost) return;
    throw new InvalidInput({
      problem: `a scope of the backend "${backend}" ended while a later one was still open`,
      remedy: "Await a scope before opening another beside it, or give concurrent work backends of their own.",
    });
  };

  return {
    make(shape, dtype, storage) {
      const tensor: Tensor = Object.freeze({ shape: Object.freeze([...shape]), dtype });
      storages.set(tensor, { storage });
      openScopes.at(-1)?.add(tensor);
      live += 1;
      return tensor;
    },
    storageOf(tensor) {
      const held = look(tensor);
      if (held !== "freed") return held.storage;
      throw new InvalidInput({
        problem: `a tensor of shape [${tensor.shape.join(", ")}] is used after it was freed`,
        remedy: "Return it from the scope that made it, or dispose of it later.",
      });
    },
    async scope(body) {
      const made = new Set<Tensor>();
      openScopes.push(made);
      let kept: ReadonlySet<object> = new Set();
      try {
        const pending = body();
        // A body that awaits nothing is over before any other task can run inside its scope.
        const result = pending instanceof Promise ? await pending : pending;
        kept = objectsIn(result);
        return result;
      } finally {
        close(made, kept);
      }
    },
    dispose,
    liveTensors: () => live,
  };
}

/** Every object that a value holds, through plain objects and arrays. */
function objectsIn(value: unknown): Set<object> {
  const seen = new Set<object>();
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    const prototype: unknown = Object.getPrototypeOf(next);
    if (Array.isArray(next) || prototype === Object.prototype || prototype === null) {
      for (const value of Object.values(next)) left.push(value);
    }
  }
  return seen;
}
