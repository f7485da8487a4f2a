import { type Architecture, dense, relu, serial } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { ndArray } from "@ntkit/core";
import { infiniteWidthKernels } from "@ntkit/kernels";
import type { Reproduction, Row } from "./reproduction.ts";

type Kind = "nngp" | "ntk";

/** The spectrum of ReLU kernels on the unit circle: exact for one hidden layer without a bias, its decay otherwise. */
export const circle: Reproduction = {
  id: "1",
  what: "Circle spectrum",
  source: "Bietti & Mairal 2019, arXiv:1905.12173; Basri et al. 2019, arXiv:1906.00425",
  async run() {
    const shallow = network(1, 0);
    const rows: Row[] = [
      {
        what: "one hidden layer, no bias: NTK eigenvalues of 64 points, largest error",
        measured: await worstEigenvalue(shallow, "ntk"),
        gate: { atMost: 1e-12 },
      },
      {
        what: "one hidden layer, no bias: NNGP eigenvalues of 64 points, largest error",
        measured: await worstEigenvalue(shallow, "nngp"),
        gate: { atMost: 1e-12 },
      },
    ];
    for (const { name, architecture } of [
      { name: "one hidden layer with a bias", architecture: network(1, 0.5) },
      { name: "two hidden layers, no bias", architecture: network(2, 0) },
    ]) {
      rows.push({ what: `${name}: decay of the NTK's eigenvalues`, measured: await slope(architecture, "ntk"), expected: -2, gate: { within: 0.02 } });
      rows.push({ what: `${name}: decay of the NNGP's eigenvalues`, measured: await slope(architecture, "nngp"), expected: -4, gate: { within: 0.02 } });
    }
    return rows;
  },
};

/** ReLU layers of weightStd √2 and a last one of weightStd 1, whose kernel on unit vectors is `κ1(cos t)` and its like. */
function network(depth: number, biasStd: number): Architecture {
  const layer = (index: number) => dense(1, { weightStd: index === 0 ? Math.SQRT2 : 1, biasStd: index === 0 ? biasStd : 0 });
  return serial({}, ...Array.from({ length: depth }, (_, index) => [layer(index), relu()]).flat(), layer(depth));
}

/** K(cos 2πj/N), j = 0 … N − 1, of one point against all; x·x'/d is the cosine. */
async function firstRow(architecture: Architecture, kind: Kind, points: number): Promise<Float64Array> {
  const at = (count: number) =>
    ndArray(
      Float64Array.from({ length: 2 * count }, (_, i) => Math.SQRT2 * [Math.cos, Math.sin][i % 2]((2 * Math.PI * Math.floor(i / 2)) / points)),
      [count, 2],
    );
  const { matrices } = await infiniteWidthKernels(referenceBackend(), architecture, [kind], at(1), at(points), { angleTable: false });
  return matrices[kind].data;
}

/** Eigenvalue k of a circulant matrix over N: (1/N) Σ_j row_j cos(2πjk/N). */
function eigenvalue(row: Float64Array, k: number): number {
  const n = row.length;
  return row.reduce((sum, value, j) => sum + value * Math.cos((2 * Math.PI * ((j * k) % n)) / n), 0) / n;
}

async function worstEigenvalue(architecture: Architecture, kind: Kind): Promise<number> {
  const points = 64;
  const row = await firstRow(architecture, kind, points);
  return Math.max(...Array.from({ length: points / 2 }, (_, k) => Math.abs(eigenvalue(row, k) - folded(kind, k, points))));
}

/**
 * Σ_j λ_{k + jN} for even N, of mathematics: λ_{±1} = 1/2 (NTK) or 1/4 (NNGP), other odd k 0, and for even k
 * `2(k² + 3)/(π²(k² − 1)²)` or `4/(π²(k² − 1)²)`. In partial fractions these are `c/π² [1/(k − 1)² + 1/(k + 1)² ∓ (1/(k − 1) − 1/(k + 1))]`,
 * and `Σ_j 1/(a + jN)² = (π/N)²/sin²(πa/N)`, `Σ_j 1/(a + jN) = (π/N) cot(πa/N)`.
 */
function folded(kind: Kind, k: number, n: number): number {
  if (k % 2 === 1) return k === 1 ? { ntk: 1 / 2, nngp: 1 / 4 }[kind] : 0;
  const squares = (a: number) => (Math.PI / n / Math.sin((Math.PI * a) / n)) ** 2;
  const simple = (a: number) => Math.PI / n / Math.tan((Math.PI * a) / n);
  const [square, difference] = [squares(k - 1) + squares(k + 1), simple(k - 1) - simple(k + 1)];
  return (kind === "ntk" ? 2 * (square - difference / 2) : square - difference) / Math.PI ** 2;
}

/** The slope of log λ_k over log k from k = 64 to 256, by least squares, on so many points that folding does not show. */
async function slope(architecture: Architecture, kind: Kind): Promise<number> {
  const row = await firstRow(architecture, kind, 16384);
  const points = Array.from({ length: 193 }, (_, i) => 64 + i).map((k) => [Math.log(k), Math.log(eigenvalue(row, k))]);
  const [meanX, meanY] = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
  return points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
