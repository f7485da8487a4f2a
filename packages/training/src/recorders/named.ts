/** Values under the name of their recorder: `train` becomes `loss.train`. */
export const named = <V>(kind: string, values: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${kind}.${name}`, value]));
