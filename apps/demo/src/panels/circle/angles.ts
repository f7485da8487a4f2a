/** Where functions on the circle are shown: from −π to π, in steps of 2°. */
export const angles: readonly number[] = Array.from({ length: 181 }, (_, i) => (Math.PI * (i - 90)) / 90);

/** Where they are trained: 32 points evenly around. */
export const trainAngles: readonly number[] = Array.from({ length: 32 }, (_, i) => (Math.PI * (i - 16)) / 16);
