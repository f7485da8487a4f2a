/**
 * What gradient descent with a fixed step does to one eigenmode, in x = ημ/Z (ridge in μ). With e what is left, v its velocity:
 *
 * - `heavy-ball` (Polyak 1964): `v ← βv − x e`, `e ← e + v`;
 * - `nesterov` (Nesterov 1983 in the form of Sutskever et al. 2013): `v ← βv − x (e + βv)`, `e ← e + v`.
 *
 * Both are `e_{k+1} = p e_k − q e_{k−1}` with e_0 = e_{−1} = 1, and `1 − p + q = x`; heavy ball: p = 1 + β − x, q = β;
 * Nesterov: p = (1 − x)(1 + β), q = (1 − x) β. With z the roots of `z² − p z + q` and `u_k = (z1^{k+1} − z2^{k+1})/(z1 − z2)`:
 * `v_k = −x u_{k−1}`, `e_k = z1^{k+1} + (1 − z1) u_k`.
 */
export type Acceleration = "heavy-ball" | "nesterov";

export interface Momentum {
  /** β, from 0 to below 1. */
  readonly momentum: number;
  readonly acceleration: Acceleration;
}

export interface Stepped {
  /** `e_k`. */
  readonly residual: number;
  /** `(1 − e_k)/x`, for x = 0 its limit. */
  readonly travel: number;
  /** The travel of the next step, `u_k`. */
  readonly next: number;
}

/** x from which on a mode does not converge: 2 (1 + β), for Nesterov 2 (1 + β)/(1 + 2β). */
export const stepLimit = ({ momentum, acceleration }: Momentum): number =>
  acceleration === "heavy-ball" ? 2 * (1 + momentum) : (2 * (1 + momentum)) / (1 + 2 * momentum);

/** Up to here the recursion is run as it stands: closed forms of early steps lose digits where momentum is nearly 1. */
const fewSteps = 64;

/** After k whole steps, for any x ≥ 0. */
export function afterSteps(x: number, k: number, momentum: Momentum): Stepped {
  if (momentum.momentum === 0) return plain(x, k);
  return k <= fewSteps ? recursion(x, k, momentum) : closed(x, k, momentum);
}

/** Without momentum: `e_k = (1 − x)^k`. */
function plain(x: number, k: number): Stepped {
  const residual = power(x, k);
  if (x === 0) return { residual, travel: k, next: 1 };
  return { residual, travel: x < 1 ? -Math.expm1(k * Math.log1p(-x)) / x : (1 - residual) / x, next: residual };
}

function recursion(x: number, k: number, { momentum, acceleration }: Momentum): Stepped {
  const { p, q } = coefficients(x, momentum, acceleration);
  let [residual, travel, next, last] = [1, 0, 1, 0];
  for (let step = 0; step < k; step++) {
    travel += next;
    residual -= x * next;
    [last, next] = [next, p * next - q * last];
  }
  return { residual, travel, next };
}

/** Powers of the companion matrix, by its roots. */
function closed(x: number, k: number, { momentum, acceleration }: Momentum): Stepped {
  const { p, q, discriminant } = coefficients(x, momentum, acceleration);
  if (discriminant < 0) {
    // z = ±r e^{±iφ}, with 0 ≤ φ ≤ π/2, so that φ keeps its digits near both double roots.
    const r = Math.sqrt(q);
    const angle = Math.atan2(Math.sqrt(-discriminant), Math.abs(p));
    const sign = p < 0 ? -1 : 1;
    const size = r ** k * (sign < 0 && k % 2 === 1 ? -1 : 1);
    const residual = (size * (Math.sin((k + 1) * angle) - sign * r * Math.sin(k * angle))) / Math.sin(angle);
    return { residual, travel: (1 - residual) / x, next: (size * Math.sin((k + 1) * angle)) / Math.sin(angle) };
  }
  // In w = 1 − z, small for a slow mode: w² − (2 − p) w + x = 0.
  const root = Math.sqrt(discriminant);
  const large = (2 - p + root) / 2;
  const small = x / large;
  const next = quotient(small, large, root, k);
  const residual = finite(power(small, k + 1) + small * next);
  if (root < 0.1 * (2 - p) || Math.abs(1 - residual) > 0.5) return { residual, travel: (1 - residual) / x, next };
  // Σ_{j<k} u_j, without the cancellation of 1 − e_k.
  const [slow, fast] = [sum(small, k), sum(large, k)];
  return { residual, travel: fast + ((1 - small) * (slow - fast)) / root, next };
}

function coefficients(x: number, beta: number, acceleration: Acceleration): { p: number; q: number; discriminant: number } {
  if (acceleration === "heavy-ball") {
    const discriminant = ((1 - Math.sqrt(beta)) ** 2 - x) * ((1 + Math.sqrt(beta)) ** 2 - x);
    return { p: 1 + beta - x, q: beta, discriminant };
  }
  return { p: (1 - x) * (1 + beta), q: (1 - x) * beta, discriminant: (1 - x) * ((1 - beta) ** 2 - x * (1 + beta) ** 2) };
}

/** `(1 − w)^k`. */
const power = (w: number, k: number): number => (w < 0.5 ? Math.exp(k * Math.log1p(-w)) : (1 - w) ** k);

/** `Σ_{j<k} (1 − w)^j`. */
const sum = (w: number, k: number): number => (w === 0 ? k : w < 0.5 ? -Math.expm1(k * Math.log1p(-w)) / w : (1 - power(w, k)) / w);

/** `(a^{k+1} − b^{k+1})/(a − b)` for a = 1 − `small` ≥ b = 1 − `large` with a − b = `gap`, also where they meet. */
function quotient(small: number, large: number, gap: number, k: number): number {
  const [near, far] = Math.abs(1 - small) >= Math.abs(1 - large) ? [small, large] : [large, small];
  const ratio = (1 - far) / (1 - near);
  if (near === 1) return 0;
  if (ratio < 0.5) return (power(near, k) * (1 - ratio ** (k + 1))) / (1 - ratio);
  const shrink = gap / Math.abs(1 - near);
  return power(near, k) * (shrink === 0 ? k + 1 : -Math.expm1((k + 1) * Math.log1p(-shrink)) / shrink);
}

/** Two roots of opposite signs that both overflow leave no number: it is infinite. */
const finite = (value: number): number => (Number.isNaN(value) ? Infinity : value);
