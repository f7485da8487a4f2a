import { z } from "zod";
import { createSlice } from "./slice.ts";

const schema = z.strictObject({
  theme: z.enum(["system", "light", "dark"]).default("system"),
  backend: z.string().default("auto"),
});

const key = "ntkit-demo";

/** What belongs to the reader and the machine, not to a link: kept in the browser. */
export const settings = createSlice(schema, "settings");

/** Takes the settings that the browser has kept, and keeps them from now on. A browser that keeps nothing is fine. */
export function keepSettings(): void {
  try {
    settings.read(JSON.parse(localStorage.getItem(key) ?? "{}"));
    settings.subscribe(() => localStorage.setItem(key, JSON.stringify(settings.write())));
  } catch {
    // Storage is switched off, or holds something else: the defaults do.
  }
}
