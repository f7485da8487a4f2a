/** Keeps the last value made for a key: what a slider does not change is not computed again. */
export interface Remember<T> {
  /** The value for this key (plain data, compared by its JSON), made anew if the key is another one than before. */
  for(key: unknown, make: () => Promise<T>): Promise<T>;
}

/** @param drop frees a value that is replaced */
export function remember<T>(drop: (value: T) => void = () => {}): Remember<T> {
  let known: { readonly key: string; readonly value: Promise<T> } | undefined;
  return {
    for(key, make) {
      const text = JSON.stringify(key);
      if (known?.key === text) return known.value;
      const old = known?.value;
      const value = make();
      known = { key: text, value };
      value.catch(() => {
        if (known?.value === value) known = undefined;
      });
      // What was made with the old value is still on its way; when this one is there, it no longer is.
      void Promise.allSettled([old, value]).then(([before]) => {
        if (before?.status === "fulfilled" && before.value !== undefined) drop(before.value);
      });
      return value;
    },
  };
}
