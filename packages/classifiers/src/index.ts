export type { PairMachine } from "./libsvm/model.ts";
export * from "./support-vectors.ts";
