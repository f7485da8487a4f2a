export * from "./derivatives.ts";
export type { Evaluation } from "./equal-norms.ts";
export * from "./evaluate.ts";
export { innerProductKernel } from "./inner-product-kernel.ts";
export * from "./kernels.ts";
export * from "./memory.ts";
export type * from "./method.ts";
export { kernelMethods } from "./methods/index.ts";
export * from "./tiles.ts";
