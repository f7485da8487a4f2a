/**
 * `(1 − e^{−μτ})/μ`, exact for μ → 0 and for τ = ∞: how far gradient flow has carried the residual of an eigenmode μ ≥ 0 (ridge
 * included) to other points at τ = ηt/Z. For μ = 0, a mode that the kernel does not see: τ, and 0 (it never moved) at τ = ∞.
 */
export function gain(eigenvalue: number, tau: number): number {
  if (eigenvalue === 0) return tau === Infinity ? 0 : tau;
  return -Math.expm1(-eigenvalue * tau) / eigenvalue;
}
