import type { Followed, Networks } from "./networks.ts";

/** How many steps a network is trained. */
export const steps = 2000;

/** Where a network was looked at that is nearest to a training time, by factors. */
export function placeAt({ times }: Followed, time: number): number {
  const after = times.findIndex((at) => at >= time);
  if (after <= 0) return after < 0 ? times.length - 1 : 0;
  return times[after - 1] > 0 && time * time < times[after - 1] * times[after] ? after - 1 : after;
}

/** The functions of networks at a training time by name: `network 1`, `twin 1`, … */
export function functionsAt(found: Networks | undefined, time: number): { readonly name: string; readonly values: Float64Array }[] {
  return (found?.networks ?? []).flatMap((followed, i) => {
    const at = placeAt(followed, time);
    const one = (kind: "network" | "twin") => (followed[kind][at] === undefined ? [] : [{ name: `${kind} ${i + 1}`, values: followed[kind][at] }]);
    return [...one("network"), ...one("twin")];
  });
}
