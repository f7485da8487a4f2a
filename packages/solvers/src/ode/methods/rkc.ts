import type { Field, Method, Point } from "../method.ts";
import { combination, hermite, norm } from "../vectors.ts";

/**
 * Runge–Kutta–Chebyshev of order 2, stabilised for eigenvalues on the negative real axis: s stages make steps of
 * `h ρ ≤ 0.653 (s + 1)²` stable (damping ε = 2/13), ρ the spectral radius, so a stiff stretch costs the square root of what
 * other explicit methods pay. With Chebyshev's T_j and w0 = 1 + ε/s², w1 = T'_s(w0)/T''_s(w0), b_j = T''_j(w0)/T'_j(w0)²:
 *
 * `Y_j = (1 − μ_j − ν_j) y + μ_j Y_{j−1} + ν_j Y_{j−2} + h μ̃_j (F_{j−1} − a_{j−1} F_0)`.
 *
 * ρ comes from a power iteration on differences of slopes, every 25 steps and after a refused one.
 */
export const rkc: Method = {
  kind: "rkc",
  order: 2,
  denseOrder: 2,
  errorOrder: 2,
  spectrum: "real",
  needsModes: false,
  exactIfLinear: false,
  references: ["Sommeijer, Shampine & Verwer 1997, RKC: an explicit solver for parabolic PDEs", "Verwer, Hundsdorfer & Sommeijer 1990"],

  async step(field, from, h) {
    const { y, slope } = from;
    const memory = await spectralRadius(field, from);
    const stages = Math.max(2, 1 + Math.floor(Math.sqrt(1 + 1.54 * h * memory.radius)));
    const end = await chebyshevStages(field, y, slope, h, stages);
    const endSlope = await field.slope(end);
    return {
      y: end,
      slope: endSlope,
      memory: { ...memory, age: memory.age + 1 },
      error: combination(new Float64Array(y.length), [0.8, -0.8, 0.4 * h, 0.4 * h], [y, end, slope, endSlope]),
      interpolate: async (theta) => hermite(theta, h, y, slope, end, endSlope),
    };
  },
};

async function chebyshevStages(field: Field, y: Float64Array, slope: Float64Array, h: number, stages: number): Promise<Float64Array> {
  const w0 = 1 + 2 / (13 * stages * stages);
  const chebyshev = chebyshevTable(w0, stages);
  const w1 = chebyshev[stages].first / chebyshev[stages].second;
  const b = chebyshev.map(({ first, second }, j) => second / (j < 2 ? 1 : first * first));
  b[0] = b[2];
  b[1] = b[2];
  let before = y;
  let last = combination(y, [h * w1 * b[1]], [slope]);
  for (let j = 2; j <= stages; j++) {
    const mu = (2 * w0 * b[j]) / b[j - 1];
    const nu = -b[j] / b[j - 2];
    const rate = (h * mu * w1) / w0;
    const a = 1 - b[j - 1] * chebyshev[j - 1].value;
    const stage = combination(y, [-mu - nu, mu, nu, rate, -rate * a], [y, last, before, await field.slope(last), slope]);
    before = last;
    last = stage;
  }
  return last;
}

/** T_j and its two derivatives at w, for j = 0 … count. */
function chebyshevTable(w: number, count: number) {
  const table = [
    { value: 1, first: 0, second: 0 },
    { value: w, first: 1, second: 0 },
  ];
  for (let j = 2; j <= count; j++) {
    const [a, b] = [table[j - 1], table[j - 2]];
    table.push({ value: 2 * w * a.value - b.value, first: 2 * w * a.first - b.first + 2 * a.value, second: 2 * w * a.second - b.second + 4 * a.first });
  }
  return table;
}

const renewal = 25;
const safety = 1.2;

/** ρ of the Jacobian at y with some safety, and the direction that showed it; after a refused step, what the field knows, or twice as much. */
async function spectralRadius(field: Field, { y, slope, memory, retry }: Point) {
  const { radius, direction, age } = memory ?? {};
  if (typeof radius === "number" && direction instanceof Float64Array && typeof age === "number") {
    if (!retry && age < renewal) return { radius, direction, age };
  }
  let vector = direction instanceof Float64Array ? direction : slope;
  if (retry) return { radius: Math.max(field.fastest, 2 * (typeof radius === "number" ? radius : 0)), direction: vector, age: renewal - 5 };
  let estimate = 0;
  for (let iteration = 0; iteration < 50; iteration++) {
    const size = norm(vector, field.watched);
    if (!(size > 0)) break;
    // Large enough to see through rounding, small enough to stay linear.
    const distance = 1e-7 * Math.max(norm(y, field.watched), norm(slope, field.watched) / field.fastest);
    const moved = await field.slope(combination(y, [distance / size], [vector]));
    const change = combination(moved, [-1], [slope]);
    const found = norm(change, field.watched) / distance;
    vector = change;
    const settled = Math.abs(found - estimate) <= 0.02 * found;
    estimate = found;
    if (settled) break;
  }
  // A flat place says nothing of the slopes around it.
  return { radius: Math.max(safety * estimate, 1e-6 * field.fastest), direction: vector, age: 0 };
}
