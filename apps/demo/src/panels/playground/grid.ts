/** Where the page shows functions: from −π to π, so that nine test points of Lee et al. 2019, figure 2, are among them. */
export const span = [-Math.PI, Math.PI] as const;

const spaced = (count: number): number[] => Array.from({ length: count }, (_, i) => span[0] + (i * (span[1] - span[0])) / (count - 1));

/** For means and bands. */
export const grid: readonly number[] = spaced(201);
/** For single networks, whose drawing at random costs the cube of it. */
export const drawGrid: readonly number[] = spaced(101);
