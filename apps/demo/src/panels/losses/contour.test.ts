import { expect, it } from "vitest";
import { zeroLine } from "./contour.ts";

const side = 41;
const on = (f: (x: number, y: number) => number) => Float64Array.from({ length: side * side }, (_, at) => f(at % side, Math.floor(at / side)));
const length = (pieces: ReturnType<typeof zeroLine>) => pieces.reduce((sum, [x, y, u, v]) => sum + Math.hypot(u - x, v - y), 0);

it("the line of a plane is where it is 0, and a circle is as long as it should be", () => {
  const straight = zeroLine(
    on((x, y) => x - 0.5 * y - 10.2),
    side,
  );
  for (const [x, y, u, v] of straight)
    for (const [px, py] of [
      [x, y],
      [u, v],
    ])
      expect(px - 0.5 * py).toBeCloseTo(10.2, 12);
  expect(length(straight)).toBeCloseTo(Math.hypot(40, 20), 10);
  const circle = zeroLine(
    on((x, y) => Math.hypot(x - 20, y - 20) - 13),
    side,
  );
  expect(length(circle)).toBeCloseTo(2 * Math.PI * 13, 0);
});

it("a saddle is split by its mean, and nothing is drawn where there is one sign", () => {
  const cuts = (corners: readonly number[]) => zeroLine(corners, 2).map((piece) => piece.map((place) => Number(place.toFixed(3))));
  expect(cuts([3, -1, -1, 3])).toEqual([
    [0.75, 0, 1, 0.25],
    [0.25, 1, 0, 0.75],
  ]);
  expect(cuts([1, -3, -3, 1])).toEqual([
    [0, 0.25, 0.25, 0],
    [1, 0.75, 0.75, 1],
  ]);
  expect(cuts([1, 2, 3, 4])).toEqual([]);
});
