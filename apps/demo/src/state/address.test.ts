import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readAddress, writeAddress } from "./address.ts";
import { createSlice } from "./slice.ts";

const schema = z.strictObject({
  points: z.array(z.tuple([z.number(), z.number()])).default([[1, 2]]),
  widths: z.array(z.int()).default([4]),
  time: z.union([z.number().nonnegative(), z.literal(Number.POSITIVE_INFINITY)]).default(3),
  shown: z.boolean().default(true),
  network: z.strictObject({ kind: z.string().default("erf"), depth: z.int().min(1).default(2) }).prefault({}),
});
const slice = () => createSlice(schema, "panel");

describe("the address", () => {
  it("is empty for defaults", () => {
    expect(writeAddress({ panel: slice().write() })).toBe("");
  });

  it("tells what was changed, and nothing else", () => {
    const panel = slice();
    panel.set({
      points: [
        [-2.5, 0.123456789],
        [1, 1e-7],
      ],
      time: Number.POSITIVE_INFINITY,
      shown: false,
      network: { kind: "erf", depth: 3 },
    });
    expect(writeAddress({ panel: panel.write() })).toBe("v1&panel.points=-2.5,0.123457;1,1e-7&panel.time=inf&panel.shown=0&panel.network.depth=3");
  });

  it("comes back as it was, whatever the text", () => {
    const [panel, again] = [slice(), slice()];
    panel.set({ points: [], widths: [1, 20], network: { kind: "x & y = 50 %; #,ü", depth: 1 } });
    const address = writeAddress({ panel: panel.write() });
    expect(again.read(readAddress(address)?.["panel"] ?? {})).toBeUndefined();
    expect(again.get()).toEqual(panel.get());
    expect(writeAddress({ panel: again.write() })).toBe(address);
  });

  it("that cannot be gives the defaults and says why", () => {
    const panel = slice();
    panel.set({ time: 7 });
    const mistake = panel.read(readAddress("v1&panel.network.depth=many")?.["panel"] ?? {});
    expect(mistake?.message).toContain("panel.network.depth");
    expect(panel.get()).toEqual(panel.defaults);
    expect(panel.read({ pionts: "1,2" })?.message).toContain('Did you mean "points"');
  });

  it("leaves anchors alone", () => {
    expect(readAddress("circle")).toBeUndefined();
    expect(readAddress("")).toBeUndefined();
  });
});
