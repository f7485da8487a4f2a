/** What there is to learn. */
export const targets = {
  step: { words: "a step", at: (x: number): number => (x < 0 ? -1 : 1) },
  sine: { words: "a sine", at: (x: number): number => Math.sin(x) },
  waves: { words: "fast waves", at: (x: number): number => Math.sin(4 * x) },
  slope: { words: "a slope", at: (x: number): number => x / Math.PI },
} as const;

/** Training points, evenly spaced and away from 0, where the step is. */
export const pointsOf = (count: number): number[] => Array.from({ length: count }, (_, i) => -Math.PI + (2 * Math.PI * (i + 0.5)) / count);
