import { type Network, networkSchema } from "../../network/network.ts";

/** The network whose spectrum is known in closed form: Θ(t) = κ1(cos t) + cos t κ0(cos t), with inputs of norm √2. */
export const shallow = { activation: "relu", depth: 1, weightStd: 2 ** 0.25, biasStd: 0 } as const;

interface Setting {
  readonly network: Network;
  readonly radius: number;
}

const usual = networkSchema.parse({});

/** Networks to start from; the last is that of Jacot et al. 2018, figure 1. */
export const settings: Readonly<Record<"shallow" | "deep" | "jacot", Setting>> = {
  shallow: { network: { ...usual, ...shallow }, radius: Math.SQRT2 },
  deep: { network: { ...usual, ...shallow, depth: 3 }, radius: Math.SQRT2 },
  jacot: { network: { ...usual, activation: "relu", depth: 3, weightStd: 1, biasStd: 0.1 }, radius: 1 },
};

/** Widths of the real networks whose kernels are drawn beside the limit, and how many there are of each. */
export const narrow = 32;
export const widths: readonly number[] = [narrow, 512];
export const networksEach = 5;
