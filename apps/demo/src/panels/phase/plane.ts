/** The plane that is shown, in variances: those of the weights across, those of the biases up. */
export const weightVariances = [0, 5] as const;
export const biasVariances = [0, 1] as const;

/** The variances of the biases at which the edge is found; four of them are those of tables in the literature. */
export const edgeAt: readonly number[] = [0, 0.002, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, ...Array.from({ length: 16 }, (_, i) => 0.25 + i * 0.05)];

/** How alike two inputs are to begin with, and through how many layers they are followed. */
export const starts = [0.05, 0.5, 0.95] as const;
export const layers = 40;
