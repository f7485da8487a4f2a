import { readFileSync } from "node:fs";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, type Nested } from "@ntkit/core";
import { describe, expect, it } from "vitest";
import { infiniteWidthKernels } from "../src/index.ts";
import { fromPeer, type PeerNode } from "./peer-architecture.ts";

type Entry = number | "NaN" | "Infinity" | "-Infinity";

interface GoldenCase {
  readonly name: string;
  readonly architecture: PeerNode;
  readonly x1: Nested;
  readonly x2: Nested | null;
  readonly nngp: readonly (readonly Entry[])[];
  readonly ntk: readonly (readonly Entry[])[];
}

const read = (file: string) => (JSON.parse(readFileSync(new URL(`golden/${file}`, import.meta.url), "utf8")) as { cases: GoldenCase[] }).cases;

/**
 * Relative to the entry, but not below a thousandth of the largest: 1e-12. The degenerate cases hold (nearly) parallel
 * and zero rows, where the peer cancels and clips: 1e-6 of the largest entry. Through two sign layers the angle of
 * 1.6e-8 between two of their rows, known to √ε from any Gram matrix in float64, becomes √ of itself: ε^(1/4).
 */
function tolerance(name: string): { relative: number; floor: number } {
  if (name === "degenerate_Sign_nobias") return { relative: Number.EPSILON ** 0.25, floor: 1 };
  return name.startsWith("degenerate") ? { relative: 1e-6, floor: 1 } : { relative: 1e-12, floor: 1e-3 };
}

describe.each(["fc.json", "structure.json"])("%s", (file) => {
  it.each(read(file).map((c) => [c.name, c] as const))("%s", async (name, golden) => {
    const x1 = fromNested(golden.x1);
    const x2 = golden.x2 === null ? null : fromNested(golden.x2);
    const { matrices, trouble } = await infiniteWidthKernels(referenceBackend(), fromPeer(golden.architecture), ["nngp", "ntk"], x1, x2);
    expect(trouble).toBeUndefined();
    const { relative, floor } = tolerance(name);
    for (const kind of ["nngp", "ntk"] as const) {
      const expected = golden[kind];
      const { data } = matrices[kind];
      const width = expected[0]?.length ?? 0;
      expect(data.every(Number.isFinite)).toBe(true);
      const scale = Math.max(0, ...expected.flat().flatMap((v) => (typeof v === "number" ? [Math.abs(v)] : [])));
      expected.forEach((row, i) =>
        row.forEach((value, j) => {
          // The peer's own quadrature is not symmetric; ours mirrors the upper triangle.
          if (x2 === null && j < i) expect(data[i * width + j]).toBe(data[j * width + i]);
          else if (typeof value === "number") {
            expect(Math.abs(data[i * width + j] - value), `${kind}[${i}][${j}]`).toBeLessThanOrEqual(relative * Math.max(Math.abs(value), floor * scale));
          }
        }),
      );
    }
  });
});
