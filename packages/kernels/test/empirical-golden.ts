import { readFileSync } from "node:fs";
import type { Nested } from "@ntkit/core";
import type { PeerNode } from "./peer-architecture.ts";

/** A case of golden/empirical.json: a network of the peer at given parameters. */
export interface EmpiricalCase {
  readonly name: string;
  readonly architecture: PeerNode;
  readonly x1: Nested;
  readonly x2: Nested;
  readonly params: readonly (readonly Nested[])[];
  readonly fx1: Nested;
  readonly fx2: Nested;
  readonly linearize_fx1: Nested;
  readonly taylor2_fx1: Nested;
  readonly taylor3_fx1: Nested;
  /** Kernels: `ntk_trace[-1]_diag[]`. */
  readonly [kernel: string]: unknown;
}

export const { cases } = JSON.parse(readFileSync(new URL("golden/empirical.json", import.meta.url), "utf8")) as { cases: EmpiricalCase[] };
