/** Lets the worker hear what has come meanwhile, such as that its work is no longer wanted. A long job awaits it between its steps. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Hands on the newest of many values, at most one in so many milliseconds; the last may be left out: the answer tells it. */
export function seldom<T>(tell: (value: T) => void, pause = 150): (value: T) => void {
  let told = Number.NEGATIVE_INFINITY;
  return (value) => {
    if (performance.now() - told < pause) return;
    told = performance.now();
    tell(value);
  };
}
