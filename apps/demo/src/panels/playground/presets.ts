/** x and what is wanted there. */
export type Point = readonly [number, number];

const at = (xs: readonly number[], f: (x: number) => number): readonly Point[] => xs.map((x) => [x, Math.round(f(x) * 1000) / 1000]);
const spaced = (count: number, from: number, to: number) => Array.from({ length: count }, (_, i) => from + (i * (to - from)) / (count - 1));

/** Five samples of a sine: the setting of Lee et al. 2019, figure 2. */
export const sine = [-2.5, -1.2, -0.3, 1.1, 2.4].map((x): [number, number] => [x, Math.sin(x)]);

/** Sets of points to start from. */
export const presets: Readonly<Record<string, readonly Point[]>> = {
  "a sine": sine,
  "a step": at([-2.6, -1.9, -1.2, -0.5, 0.5, 1.2, 1.9, 2.6], (x) => (x < 0 ? -0.8 : 0.8)),
  "two clusters": at([-2.4, -2.2, -2, -1.8, 1.6, 1.8, 2, 2.2], (x) => Math.cos(2.5 * x)),
  "fifty points": at(spaced(50, -2.9, 2.9), (x) => Math.sin(2 * x) + 0.25 * Math.sin(37 * x)),
  nothing: [],
};
