import type { Backend } from "@ntkit/backend";

/** Where the numbers come from, and in which precision. */
export function computedOn({ name, capabilities, host }: Backend): Record<string, string> {
  const precision = capabilities.dtypes[0];
  return { backend: name, precision, ...(host === undefined ? {} : { solve: `${host.name}, ${host.capabilities.dtypes[0]}` }) };
}

/** A scope of a backend and of its host; what the backend holds is given back at the end. */
export async function scopeOf<T>(on: Backend, body: () => Promise<T>): Promise<T> {
  const { host } = on;
  try {
    return await on.scope(() => (host === undefined ? body() : host.scope(body)));
  } finally {
    await on.close?.();
  }
}
