import { useEffect, useState } from "preact/hooks";
import type { Slice } from "./slice.ts";

/** The state of a slice, and again whenever it changes. */
export function useSlice<S extends object>(slice: Pick<Slice<S>, "get" | "subscribe">): S {
  const [state, setState] = useState(slice.get);
  useEffect(() => {
    setState(slice.get());
    return slice.subscribe(() => setState(slice.get()));
  }, [slice]);
  return state;
}
