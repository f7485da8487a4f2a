import { expect, it } from "vitest";
import { blank, drawingOf, drawingPattern, fullInk, inkOf, side, someFive, stroke, withInk } from "./drawing.ts";

it("a drawing goes to ink and back", () => {
  expect(drawingOf(inkOf(someFive))).toBe(someFive);
  expect(someFive).toMatch(drawingPattern);
  expect(inkOf(withInk(blank, 9, 12))[9]).toBe(12);
  expect(drawingOf([-3, 40, 7.6])).toBe("0g8");
});

it("a stroke is black along its way, fades beside it, and the rubber takes it away", () => {
  const drawn = inkOf(stroke(blank, [3.5, 1.5], [3.5, 6.5]));
  const at = (row: number, column: number) => drawn[row * side + column];
  for (let row = 1; row <= 6; row++) expect(at(row, 3)).toBe(fullInk);
  expect(at(4, 2)).toBe(at(4, 4));
  expect(at(4, 4)).toBeGreaterThan(0);
  expect(at(4, 4)).toBeLessThan(fullInk / 2);
  expect(at(4, 5)).toBe(0);
  expect(stroke(stroke(blank, [3.5, 1.5], [3.5, 6.5]), [0, 4.5], [8, 4.5], true).slice(32, 40)).toBe("0".repeat(8));
  expect(inkOf(stroke(blank, [2.5, 2.5], [2.5, 2.5]))[2 * side + 2]).toBe(fullInk);
});
