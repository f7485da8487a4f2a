/**
 * What one eigenmode of linear dynamics does, as functions of its eigenvalue μ ≥ 0 (ridge included) and of τ = ηt/Z,
 * exact for μ → 0 and for τ = ∞. A mode with μ = 0 is one that the kernel does not see.
 */

/** `(1 − e^{−μτ})/μ`: how far the mode has carried its residual to other points. For μ = 0: τ, and 0 (it never moved) at τ = ∞. */
export function gain(eigenvalue: number, tau: number): number {
  if (eigenvalue === 0) return tau === Infinity ? 0 : tau;
  return -Math.expm1(-eigenvalue * tau) / eigenvalue;
}

/**
 * What part of the residual is left on the training points. `labels`: `e^{−μτ}`. `function`: `1 − (μ − r)(1 − e^{−μτ})/μ`,
 * the same for ridge r = 0, written without cancellation.
 */
export function remainder(eigenvalue: number, tau: number, ridge: number, outputs: "function" | "labels"): number {
  if (eigenvalue === 0) return 1;
  const decay = Math.exp(-eigenvalue * tau);
  return outputs === "labels" ? decay : decay + ridge * gain(eigenvalue, tau);
}
