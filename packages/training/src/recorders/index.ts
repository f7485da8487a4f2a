import type { Recorder } from "../recorder.ts";
import { accuracy } from "./accuracy.ts";
import { loss } from "./loss.ts";
import { ntk } from "./ntk.ts";
import { outputs } from "./outputs.ts";
import { sharpness } from "./sharpness.ts";
import { taylor } from "./taylor.ts";
import { weightChange } from "./weight-change.ts";

/** Every recorder of this package, by kind. */
export const recorders = { outputs, loss, accuracy, "weight-change": weightChange, ntk, sharpness, taylor };

export type RecorderRegistry = Readonly<Record<string, Recorder>>;
