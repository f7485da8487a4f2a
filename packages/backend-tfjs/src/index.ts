export type { Engine } from "./engine.ts";
export type { EngineName } from "./engines/index.ts";
export { type ExactGramOptions, exactGram } from "./exact-gram.ts";
export { type Replaceable, replaceable } from "./replacements.ts";
export type { Tfjs } from "./tfjs.ts";
export { type TfjsOptions, tfjsBackend } from "./tfjs-backend.ts";
