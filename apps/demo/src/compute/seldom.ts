/** Hands on the newest of many values, at most one in so many milliseconds; the last may be left out: the answer tells it. */
export function seldom<T>(tell: (value: T) => void, pause = 150): (value: T) => void {
  let told = Number.NEGATIVE_INFINITY;
  return (value) => {
    if (performance.now() - told < pause) return;
    told = performance.now();
    tell(value);
  };
}
