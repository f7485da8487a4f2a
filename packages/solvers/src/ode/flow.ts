import { type Backend, entrywise, type Tensor } from "@ntkit/backend";
import { ndArray } from "@ntkit/core";
import { formula, remembered } from "@ntkit/formula";
import type { ChosenLoss } from "@ntkit/losses";
import { hessianProduct } from "./hessian.ts";
import type { Dual, Field } from "./method.ts";

/** What drives the motion: the loss through the kernel. Tensors stay on the backend. */
export interface Drive {
  readonly on: Backend;
  readonly loss: ChosenLoss;
  /** Θ [n, n]. */
  readonly kernel: Tensor;
  /** y [n, O]. */
  readonly targets: Tensor;
  /** w [n]. */
  readonly weights: Tensor;
  /** r. */
  readonly ridge: number;
  readonly samples: number;
  readonly outputs: number;
}

const tensorOf = ({ on, kernel, samples, outputs }: Drive, values: Float64Array): Tensor => on.tensor(ndArray(values, [samples, outputs]), kernel.dtype);

const pushed = remembered((ridge) => formula`-(w * g + ${ridge} * a)`);

/** `−(w ∂L/∂f + r a)` [n, O]. */
function pushTensor(drive: Drive, a: Float64Array, f: Float64Array): Tensor {
  const { on, loss, targets, weights, ridge } = drive;
  const g = loss.gradient(on, tensorOf(drive, f), targets);
  return entrywise(on, pushed(ridge), { entries: { g, a: tensorOf(drive, a) }, rows: { w: weights } });
}

/**
 * The push on the dual coefficients, `p = −(w ∂L/∂f + r a)` [n, O], and what it does to the function, `Θ p` [n, O], as one array
 * of 2nO numbers. One product with the kernel.
 */
export async function push(drive: Drive, a: Float64Array, f: Float64Array): Promise<Float64Array> {
  const { on, kernel } = drive;
  const { data } = await on.scope(() => {
    const p = pushTensor(drive, a, f);
    return on.read(on.concat([p, on.matmul(kernel, p)]));
  });
  return data;
}

/** A field with what the solver reads from its states. */
export interface Flow extends Field {
  /** The state at time 0, for f_0(X) [n·O]. */
  begin(start: Float64Array): Float64Array;
  /** Dual coefficients a with `f_t = f_0 + Θ(·,X) a`, and `f_t(X)`: [n·O] each. */
  read(y: Float64Array): { readonly a: Float64Array; readonly f: Float64Array };
  /** `df/ds` [n·O] from the slope of a state. */
  velocity(slope: Float64Array): Float64Array;
}

/**
 * Gradient flow in the time s = ηt/Z: `a' = p`, `f' = Θ p`, `p = −(w ∂L/∂f + r a)`. The state is (a, f). The dual coefficients
 * `a = −∫ w ∂L/∂f ds` carry test points without a state of their own, and cost no product; f comes with them, so that errors are
 * controlled where they count.
 */
export function gradientFlow(drive: Drive, fastest: number): Flow {
  const size = drive.samples * drive.outputs;
  return {
    watched: [size, 2 * size],
    fastest,
    slope: (y) => push(drive, y.subarray(0, size), y.subarray(size)),
    dual: dualFlow(drive, size),
    begin: (start) => joined(2 * size, start),
    read: (y) => ({ a: y.subarray(0, size), f: y.subarray(size) }),
    velocity: (slope) => slope.subarray(size),
  };
}

function dualFlow(drive: Drive, size: number): Dual {
  const { on, kernel, ridge } = drive;
  const host = on.host ?? on;
  return {
    push: async (y) => (await on.scope(() => on.read(pushTensor(drive, y.subarray(0, size), y.subarray(size))))).data,
    async lift(p) {
      const moved = await on.scope(() => on.read(on.matmul(kernel, tensorOf(drive, p))));
      const change = new Float64Array(2 * size);
      change.set(p);
      change.set(moved.data, size);
      return change;
    },
    async curvature(y) {
      const bend = await hessianProduct(drive, y.subarray(size));
      return async (change) => {
        const bent = await bend(change.subarray(size));
        return bent.map((value, at) => value + ridge * change[at]);
      };
    },
    eigh: (matrix) =>
      host.scope(async () => {
        const found = await host.eigh(host.tensor(matrix));
        if (found.status === "ok") return { values: (await host.read(found.values)).data, vectors: (await host.read(found.vectors)).data };
        return { values: new Float64Array(matrix.shape[0] ?? 0).fill(Number.NaN), vectors: matrix.data.map(() => Number.NaN) };
      }),
  };
}

/**
 * The continuous limit of heavy-ball momentum β, in the time s = √η t: `f'' + γ f' = Θ p/Z`, `γ = (1 − β)/√η` (Qian 1999). The state is
 * (a, f, b, q) with `a' = b`, `f' = q = Θ b`.
 */
export function heavyBall(drive: Drive, fastest: number, { friction, normaliser }: { readonly friction: number; readonly normaliser: number }): Flow {
  const size = drive.samples * drive.outputs;
  return {
    watched: [size, 2 * size],
    fastest: friction + Math.sqrt(fastest / normaliser),
    async slope(y) {
      const force = await push(drive, y.subarray(0, size), y.subarray(size, 2 * size));
      const velocity = y.subarray(2 * size);
      const slope = new Float64Array(4 * size);
      slope.set(velocity);
      for (let i = 0; i < 2 * size; i++) slope[2 * size + i] = force[i] / normaliser - friction * velocity[i];
      return slope;
    },
    begin: (start) => joined(4 * size, start),
    read: (y) => ({ a: y.subarray(0, size), f: y.subarray(size, 2 * size) }),
    velocity: (slope) => slope.subarray(size, 2 * size),
  };
}

/** `length` numbers: as many zeros as f_0 has, f_0, zeros. */
function joined(length: number, start: Float64Array): Float64Array {
  const y = new Float64Array(length);
  y.set(start, start.length);
  return y;
}
