import type { Recorder } from "../recorder.ts";
import { loss } from "./loss.ts";
import { outputs } from "./outputs.ts";

/** Every recorder of this package, by kind. */
export const recorders = { outputs, loss };

export type RecorderRegistry = Readonly<Record<string, Recorder>>;
