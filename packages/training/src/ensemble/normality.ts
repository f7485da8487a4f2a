import { InvalidData, InvalidInput } from "@ntkit/core";
import { erfNumber } from "@ntkit/formula";
import { kolmogorovDistribution } from "./kolmogorov.ts";

export interface Gaussian {
  readonly mean: number;
  readonly deviation: number;
}

/** How numbers compare with a given Gaussian. */
export interface Normality {
  /** `sup_x |F_n(x) − Φ((x − mean)/deviation)|`, F_n the share of numbers up to x. */
  readonly statistic: number;
  /** The probability of a statistic as large, were the numbers drawn from the Gaussian independently. */
  readonly pValue: number;
  readonly count: number;
}

/**
 * The test of Kolmogorov and Smirnov of numbers against a given Gaussian (not one fitted to them). Source: Kolmogorov 1933; its
 * distribution exactly, see `kolmogorovDistribution`. Throws InvalidData for no numbers or one that is not finite, InvalidInput for a deviation that is not positive.
 */
export function testNormality(values: ArrayLike<number>, { mean, deviation }: Gaussian): Normality {
  if (!(deviation > 0)) {
    throw new InvalidInput({
      path: "deviation",
      problem: "expected a positive number",
      found: String(deviation),
      remedy: "Leave out points where nothing varies.",
    });
  }
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const bad = sorted.findIndex((value) => !Number.isFinite(value));
  if (count === 0 || bad >= 0) {
    const found = count === 0 ? "none" : String(sorted[bad]);
    throw new InvalidData({ path: "values", problem: "expected finite numbers, at least one", found, remedy: "Leave out networks that diverged." });
  }
  const gaps = sorted.map((value, i) => {
    const below = (1 + erfNumber((value - mean) / (deviation * Math.SQRT2))) / 2;
    return Math.max(below - i / count, (i + 1) / count - below);
  });
  const statistic = gaps.reduce((most, gap) => Math.max(most, gap), 0);
  return { statistic, pValue: 1 - kolmogorovDistribution(count, statistic), count };
}
