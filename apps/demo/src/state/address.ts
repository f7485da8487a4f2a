import type { Fields } from "./fields.ts";

/** Marks how states are written, so that a later version can still read old links. */
const version = "v1";

/** The state of all panels as the fragment of an address: `v1&playground.network.depth=3&circle.k=2`. Nothing for defaults. */
export function writeAddress(panels: Readonly<Record<string, Fields>>): string {
  const parts = Object.entries(panels).flatMap(([id, fields]) => Object.entries(fields).map(([path, text]) => `${id}.${path}=${escapeValue(text)}`));
  return parts.length === 0 ? "" : [version, ...parts].join("&");
}

/** The fields of each panel that `writeAddress` wrote, or undefined for a fragment that is something else, such as an anchor. */
export function readAddress(fragment: string): Readonly<Record<string, Fields>> | undefined {
  const [first, ...parts] = fragment.split("&");
  if (first !== version) return undefined;
  const panels: Record<string, Record<string, string>> = {};
  for (const part of parts) {
    const equals = part.indexOf("=");
    const dot = part.indexOf(".");
    if (equals < 0 || dot < 0 || dot > equals) continue;
    const id = part.slice(0, dot);
    panels[id] ??= {};
    panels[id][part.slice(dot + 1, equals)] = decodeURIComponent(part.slice(equals + 1));
  }
  return panels;
}

/** What a fragment may hold as it is stays readable. */
const escapeValue = (text: string): string => encodeURIComponent(text).replace(/%2C/g, ",").replace(/%3B/g, ";").replace(/%3A/g, ":");
