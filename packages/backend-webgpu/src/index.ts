export { type OpenOptions, openWebgpu } from "./open.ts";
export { type WebgpuBackend, type WebgpuOptions, webgpuBackend } from "./webgpu.ts";
