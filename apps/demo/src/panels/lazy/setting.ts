import type { Network } from "../../network/network.ts";
import type { LazyState } from "./panel.ts";

/** What is learnt: eight points of a sine, which training in every setting sees. */
const target = (x: number): number => Math.round(1000 * Math.sin(1.5 * x)) / 1000;
export const trainAt: readonly number[] = [-2.8, -2, -1.2, -0.4, 0.4, 1.2, 2, 2.8];
export const targets: readonly number[] = trainAt.map(target);

/** Where functions are looked at. */
export const grid: readonly number[] = Array.from({ length: 61 }, (_, i) => -Math.PI + (i * Math.PI) / 30);
export const gridTargets: readonly number[] = grid.map(target);

/** When training is looked at; the last of these steps ends it. */
export const looks: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 63, 79, 100, 126, 158, 200, 251, 316, 398, 500];
export const steps = looks[looks.length - 1];

/** Between two hidden layers stand n² weights: what is wider does not train while somebody waits. */
const widest = { 1: 4096, 2: 1024 } as const;
export const widthOf = ({ width, depth }: Pick<LazyState, "width" | "depth">): number => Math.min(width, widest[depth]);

/** Widths of the chart of the law, and how many networks of each are trained. */
export const lawWidths = { 1: [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096], 2: [4, 8, 16, 32, 64, 128, 256, 512] } as const;
export const networksEach = 3;

export const networkOf = ({ depth, activation }: Pick<LazyState, "depth" | "activation">): Network => ({
  ...{ depth, activation, formula: "", weightStd: 1.5, biasStd: 0.1 },
  ...{ residual: false, layerNorm: false, parameterization: "ntk" },
});

/**
 * How training is written for @ntkit/training. With `F = α (f − f₀)` the kernel of F is α²Θ, so that η is divided by α²: whatever α is,
 * infinitely wide networks do the same.
 */
export const trainingOf = ({ scale, seed }: Pick<LazyState, "scale" | "seed">, learningRate: number) => ({
  ...{ steps, seed, outputScale: scale, centre: true },
  optimiser: { kind: "gradient-descent", learningRate: learningRate / scale ** 2 },
});
