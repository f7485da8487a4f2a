import { readFileSync } from "node:fs";
import type { Backend } from "@ntkit/backend";
import { fromNested, type NDArray, type Nested } from "@ntkit/core";
import { infiniteWidthKernels } from "@ntkit/kernels";
import { fromPeer, type PeerNode } from "../../../kernels/test/peer-architecture.ts";
import { type Claim, type Measured, nothing, worse } from "./claim.ts";

interface GoldenCase {
  readonly name: string;
  readonly architecture: PeerNode;
  readonly x1: Nested;
  readonly x2: Nested | null;
}

const file = new URL("../../../kernels/test/golden/fc.json", import.meta.url);
const cases = (JSON.parse(readFileSync(file, "utf8")) as { cases: readonly GoldenCase[] }).cases;
const kinds = ["nngp", "ntk"] as const;

const kernels = async (on: Backend, { architecture }: GoldenCase, x1: NDArray, x2: NDArray | null) =>
  (await infiniteWidthKernels(on, fromPeer(architecture), kinds, x1, x2)).matrices;

/** Relative to √(K(x, x) K(x', x')), which bounds every entry: an entry far below it is a difference of larger ones. */
const goldenClaim = (golden: GoldenCase): Claim => ({
  name: golden.name,
  bound: /depth1/.test(golden.name) && !golden.name.includes("depth1_") && golden.name !== "fc_relu_depth1" ? 1e-5 : 2e-6,
  async measure({ on, reference }) {
    const x1 = fromNested(golden.x1);
    const x2 = golden.x2 === null ? null : fromNested(golden.x2);
    const [found, expected] = [await kernels(on, golden, x1, x2), await kernels(reference, golden, x1, x2)];
    const rows = await kernels(reference, golden, x1, null);
    const columns = x2 === null ? rows : await kernels(reference, golden, x2, null);
    return kinds.reduce((worst: Measured, kind) => {
      const [n, m] = expected[kind].shape;
      const diagonal = ({ data }: NDArray, side: number, i: number) => data[i * (side + 1)];
      return expected[kind].data.reduce((most: Measured, value, at) => {
        const [i, j] = [Math.floor(at / m), at % m];
        const size = Math.sqrt(diagonal(rows[kind], n, i) * diagonal(columns[kind], m, j));
        const difference = Math.abs(found[kind].data[at] - value);
        return worse(most, { value: difference === 0 ? 0 : difference / size, at: `${kind}[${i}, ${j}] is ${found[kind].data[at]} instead of ${value}` });
      }, worst);
    }, nothing);
  },
});

export const goldenClaims: readonly Claim[] = cases.map(goldenClaim);
