import type { Backend, Tensor } from "@ntkit/backend";
import { sizeOf } from "@ntkit/core";

/** A backend that counts the bytes of its live tensors. Reshaping takes none. */
export interface CountingBackend {
  readonly on: Backend;
  /** The most since `reset`. */
  peak(): number;
  reset(): void;
}

export function countingBackend(inner: Backend): CountingBackend {
  const live = new Map<Tensor, number>();
  const made: Tensor[][] = [];
  let [bytes, peak] = [0, 0];
  const forget = (tensor: Tensor) => {
    bytes -= live.get(tensor) ?? 0;
    live.delete(tensor);
  };
  const note = <T extends Tensor | Tensor[]>(result: T): T => {
    for (const tensor of Array.isArray(result) ? result : [result]) {
      made.at(-1)?.push(tensor);
      live.set(tensor, 8 * sizeOf(tensor.shape));
      bytes += 8 * sizeOf(tensor.shape);
    }
    peak = Math.max(peak, bytes);
    return result;
  };
  const on: Backend = {
    ...inner,
    tensor: (...given) => note(inner.tensor(...given)),
    matmul: (...given) => note(inner.matmul(...given)),
    gram: (...given) => note(inner.gram(...given)),
    gramDiagonal: (...given) => note(inner.gramDiagonal(...given)),
    fused: (...given) => note(inner.fused(...given)),
    transpose: (...given) => note(inner.transpose(...given)),
    slice: (...given) => note(inner.slice(...given)),
    gather: (...given) => note(inner.gather(...given)),
    concat: (...given) => note(inner.concat(...given)),
    sum: (...given) => note(inner.sum(...given)),
    diagonal: (...given) => note(inner.diagonal(...given)),
    dispose(...tensors) {
      inner.dispose(...tensors);
      tensors.forEach(forget);
    },
    async scope(body) {
      made.push([]);
      const kept = new Set<object>();
      try {
        const result = await inner.scope(body);
        addObjects(result, kept);
        return result;
      } finally {
        for (const tensor of made.pop() ?? []) {
          if (kept.has(tensor)) made.at(-1)?.push(tensor);
          else forget(tensor);
        }
      }
    },
  };
  return {
    on,
    peak: () => peak,
    reset() {
      peak = bytes;
    },
  };
}

/** Every plain object and array that a value holds. */
function addObjects(value: unknown, found: Set<object>): void {
  if (typeof value !== "object" || value === null || found.has(value) || ArrayBuffer.isView(value)) return;
  found.add(value);
  for (const inner of Object.values(value)) addObjects(inner, found);
}
