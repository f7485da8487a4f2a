import { gain } from "./modes.ts";

/**
 * What linear dynamics have done to every eigenmode at one time: with c what a mode had to learn, its dual coefficient is
 * `gain · c`, and `decay · c` is left of it (with the ridge taken for a part of the kernel). `decay = 1 − μ gain`, each
 * computed without cancellation. A mode with μ = 0 is one that the kernel does not see.
 */
export interface Motion {
  readonly gains: Float64Array;
  readonly decays: Float64Array;
  /** `d gain/dt`. */
  readonly speeds: Float64Array;
}

/** Gradient flow at τ = ηt/Z: `gain = (1 − e^{−μτ})/μ`, `rate` = η/Z. */
export function flow(modes: Float64Array, tau: number, rate: number): Motion {
  const decays = modes.map((mode) => (mode === 0 ? 1 : Math.exp(-mode * tau)));
  return {
    gains: modes.map((mode) => gain(mode, tau)),
    decays,
    speeds: modes.map((mode, i) => (mode === 0 && tau === Infinity ? 0 : rate * decays[i])),
  };
}

/**
 * What part of the residual is left on the training points. `labels`: `decay`. `function`: `1 − (μ − r) gain` for ridge r,
 * written without cancellation.
 */
export const remainders = ({ gains, decays }: Motion, modes: Float64Array, ridge: number, outputs: "function" | "labels"): Float64Array =>
  outputs === "labels" ? decays : decays.map((decay, i) => (modes[i] === 0 ? 1 : decay + ridge * gains[i]));

/**
 * The motion whose decay is `decay²`: `gain' = gain (1 + decay)`. It tells the spread of an ensemble whose starting
 * covariance is the kernel that drives it: `K − 2 A K + A K Aᵀ` in one mode.
 */
export const twice = ({ gains, decays, speeds }: Motion): Motion => ({
  gains: gains.map((value, i) => value * (1 + decays[i])),
  decays: decays.map((decay) => decay * decay),
  speeds: speeds.map((speed, i) => 2 * decays[i] * speed),
});
