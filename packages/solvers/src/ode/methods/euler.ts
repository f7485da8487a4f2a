import { explicitRungeKutta } from "../explicit.ts";

/** Euler's method, in fixed steps: `y + h y'`. With steps of training time 1 it is gradient descent. Stable up to h |λ| = 2. */
export const euler = explicitRungeKutta({
  kind: "euler",
  order: 1,
  denseOrder: 1,
  a: [[1]],
  dense: [[1], [0]],
  references: ["Euler 1768, Institutionum calculi integralis, §650"],
});
