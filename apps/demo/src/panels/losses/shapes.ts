export type Point = readonly [number, number];

export interface Shape {
  readonly words: string;
  /** The place of a class at `share` of its way, from 0 to 1, before noise. */
  readonly at: (second: boolean, share: number) => Point;
  /** Standard deviation of the noise. */
  readonly noise: number;
}

const turn = (angle: number, radius: number): Point => [radius * Math.cos(angle), radius * Math.sin(angle)];

/** How the two classes lie. */
export const shapes = {
  moons: {
    words: "two moons",
    at: (second, share) =>
      second
        ? [0.6 - 1.1 * Math.cos(Math.PI * share), 0.35 - 1.1 * Math.sin(Math.PI * share)]
        : [1.1 * Math.cos(Math.PI * share) - 0.6, 1.1 * Math.sin(Math.PI * share) - 0.35],
    noise: 0.12,
  },
  clusters: { words: "two clusters", at: (second) => (second ? [0.75, 0.5] : [-0.75, -0.5]), noise: 0.42 },
  rings: { words: "a ring around a cluster", at: (second, share) => turn(2 * Math.PI * share, second ? 1.45 : 0.35), noise: 0.15 },
  corners: { words: "opposite corners", at: (second, share) => turn(Math.PI * ((second ? 0.25 : 0.75) + (share < 0.5 ? 0 : 1)), 1.2), noise: 0.32 },
} as const satisfies Readonly<Record<string, Shape>>;
