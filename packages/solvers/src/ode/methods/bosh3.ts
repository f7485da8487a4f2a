import { explicitRungeKutta } from "../explicit.ts";

/** Bogacki and Shampine's pair of orders 3 and 2, with the cubic Hermite interpolant. Stable up to h |λ| = 2.5 on the real axis. */
export const bosh3 = explicitRungeKutta({
  kind: "bosh3",
  order: 3,
  denseOrder: 3,
  a: [[1 / 2], [0, 3 / 4], [2 / 9, 1 / 3, 4 / 9]],
  error: { weights: [-5 / 72, 1 / 12, 1 / 9, -1 / 8], order: 2 },
  dense: [
    [1, -4 / 3, 5 / 9],
    [0, 1, -2 / 3],
    [0, 4 / 3, -8 / 9],
    [0, -1, 1],
  ],
  references: ["Bogacki & Shampine 1989, A 3(2) pair of Runge–Kutta formulas"],
});
