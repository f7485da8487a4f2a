import { InvalidInput, type NDArray } from "@ntkit/core";
import type { TrainingEvent, TrainingResult } from "../result.ts";
import { stack } from "../stack.ts";
import { type TrainOptions, train } from "../train.ts";

export type EnsembleOptions = Omit<TrainOptions, "seed" | "parameters" | "resume" | "checkpointEvery" | "onEvent"> & {
  /** One network for each seed: its initial parameters, batches and draws. */
  readonly seeds: readonly number[];
  /** Given every member that is trained, in the order of the seeds; only its outputs are kept. */
  readonly onMember?: ((member: TrainingResult, index: number) => void | Promise<void>) | undefined;
  readonly onEvent?: ((event: TrainingEvent, index: number) => void | Promise<void>) | undefined;
};

/** Outputs of networks that differ by their seeds alone. */
export interface Ensemble {
  readonly status: "finished" | "stopped";
  /** Of the members whose outputs are here: without those that diverged and, after a stop, those that were not trained to the end. */
  readonly seeds: readonly number[];
  readonly diverged: readonly number[];
  /** At the end of training [members, n, O]. */
  readonly train: NDArray;
  /** [members, m, O], where there are test samples. */
  readonly test?: NDArray;
}

/** Trains one network after another and collects their outputs. The signal stops the one at hand and those after it. */
export async function trainEnsemble({ seeds, onMember, onEvent, ...options }: EnsembleOptions): Promise<Ensemble> {
  if (seeds.length === 0) throw new InvalidInput({ path: "seeds", problem: "there are none", remedy: "Give one for each network." });
  const [kept, diverged]: [{ seed: number; outputs: TrainingResult["outputs"] }[], number[]] = [[], []];
  let status: Ensemble["status"] = "finished";
  for (const [index, seed] of seeds.entries()) {
    const member = await train({ ...options, seed, onEvent: onEvent && ((event) => onEvent(event, index)) });
    if (member.status === "stopped" && member.reason === "signal") {
      status = "stopped";
      break;
    }
    await onMember?.(member, index);
    if (member.status === "diverged") diverged.push(seed);
    else kept.push({ seed, outputs: member.outputs });
  }
  const tests = kept.flatMap(({ outputs }) => outputs.test ?? []);
  return {
    status,
    seeds: kept.map(({ seed }) => seed),
    diverged,
    train: stack(kept.map(({ outputs }) => outputs.train)),
    ...(tests.length === 0 ? {} : { test: stack(tests) }),
  };
}
