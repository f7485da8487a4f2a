import type { Backend, Tensor } from "@ntkit/backend";
import type { NDArray } from "@ntkit/core";
import { dropSmall, rowDots, scaleColumns, vector } from "../arrays.ts";
import type { Warning } from "../solver.ts";

/**
 * Test points and modes that the training kernel does not see. A positive semidefinite kernel has
 * `(Θ(x,X) q)² ≤ μ Θ(x,x)` for a mode q with eigenvalue μ, so a mode whose μ is no more than `tolerance` weighs nothing
 * there but rounding errors; those are removed, or a factor ηt/Z would blow them up. What is larger stays: the kernel
 * blocks contradict each other, and `contradiction` [the largest such weight] says how much.
 */
export async function silenceNullModes(
  on: Backend,
  /** `Θ(x,X) Q` [m, n]. */
  weights: Tensor,
  {
    modes,
    tolerance,
    cross,
    largestVariance,
  }: { readonly modes: Float64Array; readonly tolerance: number; readonly cross: NDArray; readonly largestVariance: number },
): Promise<{ readonly weights: Tensor; readonly contradiction: number }> {
  if (!modes.includes(0)) return { weights, contradiction: 0 };
  const [m = 0, n = 0] = cross.shape;
  const largest = modes.reduce((most, mode) => Math.max(most, mode), 0);
  // Θ(x,x) need not be known: it is at least ‖Θ(x,X)‖²/μmax, and about as large as on the training points.
  const variances = Float64Array.from({ length: m }, (_, row) => {
    const squares = cross.data.subarray(row * n, (row + 1) * n).reduce((total, value) => total + value * value, 0);
    return Math.max(largestVariance, largest > 0 ? squares / largest : 0);
  });
  const limits = modes.map((mode) => (mode === 0 ? tolerance : -1));
  const silenced = dropSmall(on, weights, vector(on, variances), vector(on, limits));
  const left = scaleColumns(
    on,
    silenced,
    vector(
      on,
      modes.map((mode) => (mode === 0 ? 1 : 0)),
    ),
  );
  const squares = (await on.read(rowDots(on, left, left))).data;
  return { weights: silenced, contradiction: Math.sqrt(squares.reduce((most, value) => Math.max(most, value), 0)) };
}

/** What to say of kernel blocks that contradict each other. */
export const contradictionWarning = (contradiction: number): Warning => ({
  kind: "contradicting-kernels",
  problem:
    `test points have the weight ${contradiction.toPrecision(3)} on modes that the training kernel does not see, which no positive ` +
    "semidefinite kernel has: there predictions grow as ηt/Z without end, and the one for t = Infinity leaves those modes out",
  remedy: "Check that all kernel blocks belong to the same points and architecture; or add a ridge.",
});
