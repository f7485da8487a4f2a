import { canonicalJson, contentHash, InvalidInput, type NDArray } from "@ntkit/core";
import { fingerprint } from "./fingerprint.ts";
import type { Records } from "./records.ts";
import type { Parameters } from "./result.ts";
import type { Problem } from "./setup.ts";

/** Where one model stands: its parameters, and what the optimiser remembers of them, slot by slot. */
export interface LearnerState {
  readonly parameters: Parameters;
  readonly slots: Readonly<Record<string, Parameters>>;
}

/**
 * Training at one step as a plain value, from which it goes on to the very numbers of a training that was never interrupted. The order of
 * batches follows from seed and step, so nothing random needs to be kept.
 */
export interface Checkpoint {
  readonly version: 1;
  /** Steps done. */
  readonly step: number;
  /** What it belongs to: settings as JSON, network, samples and start as hashes. The number of steps is not among it. */
  readonly belongsTo: Readonly<Record<string, string>>;
  /** By what the names of records begin with: "" for the network, "linear." for its twin as long as that is finite. */
  readonly learners: Readonly<Record<string, LearnerState>>;
  readonly records: Records;
}

/** What a checkpoint of a problem belongs to. */
export function belonging({ on, dtype, network, input, start, settings }: Problem): Record<string, string> {
  const { steps: _, stop: __, checkLearningRate: ___, ...decisive } = settings;
  const written = Object.entries(decisive).map(([name, value]: [string, unknown]) => [name, value === undefined ? "none" : canonicalJson(value)]);
  const arrays = Object.entries({ ...input }).map(([name, array]: [string, NDArray | undefined]) => [
    name,
    array === undefined ? "none" : fingerprint([array]),
  ]);
  const places = { backend: on.name, dtype, architecture: contentHash(network.architecture), parameters: fingerprint(Object.values(start)) };
  return { ...Object.fromEntries(written), ...Object.fromEntries(arrays), ...places };
}

/** Throws InvalidInput, naming what differs, unless a checkpoint belongs to what is to be trained. */
export function requireSame(checkpoint: Checkpoint, wanted: Readonly<Record<string, string>>): void {
  const names = new Set([...Object.keys(checkpoint.belongsTo), ...Object.keys(wanted)]);
  const different = [...names].filter((name) => checkpoint.belongsTo[name] !== wanted[name]);
  if (different.length === 0) return;
  const [first] = different;
  throw new InvalidInput({
    path: "resume",
    problem: `the checkpoint is of another training: ${different.join(", ")} ${different.length === 1 ? "differs" : "differ"}`,
    found: `${first} ${checkpoint.belongsTo[first] ?? "none"} in the checkpoint and ${wanted[first] ?? "none"} here`,
    remedy: "Resume it with what it was made with, or begin anew from its parameters.",
  });
}
