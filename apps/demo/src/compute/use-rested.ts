import { useEffect, useState } from "preact/hooks";

/** What a value (plain data, compared by its JSON) was when it last stayed the same for so many ms: a long job does not follow a finger. */
export function useRested<T>(value: T, pause: number): T {
  const [rested, setRested] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(() => value), pause);
    return () => clearTimeout(timer);
  }, [key, pause]);
  return rested;
}
