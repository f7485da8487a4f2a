import type { Engine } from "../engine.ts";
import { cpu } from "./cpu.ts";
import { wasm } from "./wasm.ts";
import { webgl } from "./webgl.ts";
import { webgpu } from "./webgpu.ts";

/** What is known of the engines of tfjs, by the names that tfjs gives them; where they compute is looked up when one is asked for. */
export const engines = { cpu, wasm, webgl, webgpu } as const satisfies Readonly<Record<string, () => Engine | Promise<Engine>>>;

export type EngineName = keyof typeof engines;
