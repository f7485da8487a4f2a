import { random } from "@ntkit/core";
import { type Point, type Shape, shapes } from "./shapes.ts";

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
