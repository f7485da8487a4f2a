import type { Dtype } from "@ntkit/backend";

/** What an iteration is asked for where its options leave it open: what products in that precision can give. */
export const defaultTolerance = (dtype: Dtype): number => (dtype === "float64" ? 1e-10 : 1e-5);
