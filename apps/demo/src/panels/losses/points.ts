import { random } from "@ntkit/core";

type Point = readonly [number, number];

interface Shape {
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

export interface Points {
  /** [n][2] */
  readonly inputs: readonly Point[];
  /** Whether a point is of the second class. */
  readonly second: readonly boolean[];
}

/** The edges of the picture, in both directions. */
export const reach = 2.2;

/** `count` points, the classes by turns, the same for the same seed. */
export function pointsOf({ shape, count, seed }: { readonly shape: keyof typeof shapes; readonly count: number; readonly seed: number }): Points {
  const { at, noise }: Shape = shapes[shape];
  const stream = random(seed);
  const edge = reach - 0.05;
  const inside = (value: number) => Math.min(edge, Math.max(-edge, Math.round(value * 1000) / 1000));
  const second = Array.from({ length: count }, (_, i) => i % 2 === 1);
  const inputs = second.map((is): Point => {
    const [x, y] = at(is, stream.uniform());
    return [inside(x + noise * stream.normal()), inside(y + noise * stream.normal())];
  });
  return { inputs, second };
}

/** What each class is to be given [n][2]. */
export const targetsOf = ({ second }: Points, smoothing: number): readonly Point[] =>
  second.map((is): Point => (is ? [smoothing, 1 - smoothing] : [1 - smoothing, smoothing]));
