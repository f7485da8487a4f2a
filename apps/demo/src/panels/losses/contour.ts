/**
 * Where a function on a grid is 0, as pieces of straight lines [x, y, x', y'] in steps of the grid from its upper left corner: marching
 * squares, with linear interpolation along the edges. A saddle is split by the mean of its corners.
 */
export function zeroLine(values: ArrayLike<number>, side: number): readonly (readonly [number, number, number, number])[] {
  const pieces: [number, number, number, number][] = [];
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const corners = corner.map(([right, down]) => values[(row + down) * side + column + right]);
      const crossings = corner.flatMap(([right, down], at) => {
        const next = (at + 1) % 4;
        const [here, there] = [corners[at], corners[next]];
        if (here > 0 === there > 0) return [];
        const share = here / (here - there);
        return [[column + right + share * (corner[next][0] - right), row + down + share * (corner[next][1] - down)]];
      });
      const [first, second, third, fourth] = crossings;
      if (crossings.length === 2) pieces.push([first[0], first[1], second[0], second[1]]);
      if (crossings.length < 4) continue;
      // The first crossing is on the edge behind corner 0: corner 1 is cut off where the middle is on the side of corner 0.
      const middle = corners.reduce((sum, value) => sum + value, 0);
      const pairs = middle > 0 === corners[0] > 0 ? [first, second, third, fourth] : [fourth, first, second, third];
      pieces.push([pairs[0][0], pairs[0][1], pairs[1][0], pairs[1][1]], [pairs[2][0], pairs[2][1], pairs[3][0], pairs[3][1]]);
    }
  }
  return pieces;
}

/** Right and down, clockwise from the upper left. */
const corner = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;
