/** A value that is there, or will be. */
export type Later<T> = T | Promise<T>;

/** What stands behind a tensor: values of some library, there or to come, and who still needs them. */
export interface Cell<Value extends Disposable = Disposable> {
  readonly value: Later<Value>;
  users: number;
}

/** What has to be freed. */
export interface Disposable {
  dispose(): void;
}

export const cell = <Value extends Disposable>(value: Later<Value>): Cell<Value> => ({ value, users: 1 });

/** One user less; the last one frees the values. */
export function release(held: Cell): void {
  held.users -= 1;
  if (held.users > 0) return;
  if (isPending(held.value)) held.value.then((values) => values.dispose(), ignore);
  else held.value.dispose();
}

/**
 * `compute` on the values of cells: at once if all are there, otherwise as soon as they are, however soon the cells are
 * freed. A failure then shows when the result is read.
 */
export function after<Value extends Disposable, T>(cells: readonly Cell<Value>[], compute: (values: Value[]) => Later<T>): Later<T> {
  const values = cells.map(({ value }) => value);
  if (!values.some(isPending)) return compute(values as Value[]);
  return whileHeld(cells, async () => compute(await Promise.all(values)));
}

/** Keeps cells from being freed while `work` goes on. */
export function whileHeld<T>(cells: readonly Cell[], work: () => Promise<T>): Promise<T> {
  for (const held of cells) held.users += 1;
  const done = work().finally(() => cells.forEach(release));
  done.catch(ignore);
  return done;
}

/** `use` on a value, now or later. */
export function whenThere<T, R>(value: Later<T>, use: (value: T) => R): Later<R> {
  if (!isPending(value)) return use(value);
  const used = value.then(use);
  used.catch(ignore);
  return used;
}

export const isPending = <T>(value: Later<T>): value is Promise<T> => value instanceof Promise;

const ignore = (): void => {};
