import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** The width in px of an element, as it is laid out. */
export function useWidth<E extends Element>(usual: number): readonly [RefObject<E>, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(usual);
  useEffect(() => {
    if (ref.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(200, Math.floor(entry.contentRect.width))));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
