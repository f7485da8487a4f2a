import type { Motion } from "../eigen/motion.ts";
import { afterSteps, type Momentum, type Stepped } from "./steps.ts";

/**
 * What k steps of size `rate` = η/Z have done to each mode. Between two steps the parameters, and so a linear model, are on
 * the straight line from one to the next. k = Infinity is the limit, for rates that have one.
 */
export function steps(modes: Float64Array, k: number, rate: number, momentum: Momentum): Motion {
  const stepped = Array.from(modes, (mode) => (k === Infinity ? limit(mode * rate) : between(mode * rate, k, momentum)));
  return {
    gains: Float64Array.from(stepped, ({ travel }) => rate * travel),
    decays: Float64Array.from(stepped, ({ residual }) => residual),
    speeds: Float64Array.from(stepped, ({ next }) => rate * next),
  };
}

/** A mode that the kernel does not see never moved. */
const limit = (x: number): Stepped => (x === 0 ? { residual: 1, travel: 0, next: 0 } : { residual: 0, travel: 1 / x, next: 0 });

function between(x: number, k: number, momentum: Momentum): Stepped {
  const whole = Math.floor(k);
  const part = k - whole;
  const { residual, travel, next } = afterSteps(x, whole, momentum);
  // Momentum carries a mode on by u_k, of which x u_k is what its residual loses.
  return { residual: part === 0 ? residual : residual - part * x * next, travel: part === 0 ? travel : travel + part * next, next };
}
