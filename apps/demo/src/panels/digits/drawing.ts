/** Cells on a side, and the ink of a full one. */
export const side = 8;
export const fullInk = 16;

export const drawingPattern = /^[0-9a-g]{64}$/;

/** A test image of the data set. */
export const someFive = "019ggf3008gc883006g9300008ggg4000364db0000008d000058fa0000bgb100";

export const blank = "0".repeat(side * side);

/** The ink of every cell [64], row by row. */
export const inkOf = (drawing: string): number[] => [...drawing].map((digit) => Number.parseInt(digit, fullInk + 1));

/** Ink as text, whole numbers from 0 to 16. */
export const drawingOf = (ink: ArrayLike<number>): string =>
  Array.from(ink, (value) => Math.min(fullInk, Math.max(0, Math.round(value))).toString(fullInk + 1)).join("");

/** How far from its middle the pen is black, and where its ink ends, in cells: about as thick as the lines of the data set. */
const pen = { black: 0.45, end: 1.15 } as const;

/** A stroke of the pen from one place to another, in cells from the upper left corner; or of the rubber, which takes the ink away. */
export function stroke(drawing: string, [x, y]: readonly [number, number], [u, v]: readonly [number, number], rubber = false): string {
  const length = (u - x) ** 2 + (v - y) ** 2;
  return drawingOf(
    inkOf(drawing).map((ink, at) => {
      const [cx, cy] = [(at % side) + 0.5, Math.floor(at / side) + 0.5];
      const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((cx - x) * (u - x) + (cy - y) * (v - y)) / length));
      const distance = Math.hypot(cx - x - share * (u - x), cy - y - share * (v - y));
      const pressed = fullInk * Math.min(1, Math.max(0, (pen.end - distance) / (pen.end - pen.black)));
      return rubber ? Math.min(ink, fullInk - pressed) : Math.max(ink, pressed);
    }),
  );
}

/** The drawing with other ink in one cell. */
export const withInk = (drawing: string, cell: number, ink: number): string => drawingOf(inkOf(drawing).map((value, at) => (at === cell ? ink : value)));
