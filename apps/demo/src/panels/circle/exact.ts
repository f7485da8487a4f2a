import type { Network } from "../../network/network.ts";

/**
 * The eigenvalues of the NTK by frequency, exactly, for one hidden ReLU layer without a bias: 6/π² (k = 0), 1/2 (k = 1),
 * 2(k² + 3)/(π²(k² − 1)²) for even k, 0 for odd k ≥ 3, times what the scales of weights and inputs make of it. Undefined for other networks.
 * Source: Bietti & Mairal 2019, arXiv:1905.12173; Basri et al. 2019, arXiv:1906.00425.
 */
export function exactSpectrum(network: Network, radius: number): ((k: number) => number) | undefined {
  const { activation, depth, biasStd, weightStd, layerNorm, parameterization } = network;
  if (activation !== "relu" || depth !== 1 || biasStd !== 0 || layerNorm || parameterization !== "ntk") return undefined;
  const scale = (weightStd ** 4 * radius ** 2) / 4;
  return (k) => scale * unscaled(k);
}

function unscaled(k: number): number {
  if (k === 0) return 6 / Math.PI ** 2;
  if (k === 1) return 1 / 2;
  return k % 2 === 0 ? (2 * (k * k + 3)) / (Math.PI ** 2 * (k * k - 1) ** 2) : 0;
}
