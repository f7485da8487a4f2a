import { type InfiniteKind, parseArchitecture } from "@ntkit/architectures";
import { InvalidInput, lookUp, ShapeMismatch, suggestion, UnknownName } from "@ntkit/core";
import { arrayFormats, formatOf } from "@ntkit/datasets";
import { readArray, readJson, writeArrays } from "@ntkit/datasets/node";
import { infiniteWidthKernels } from "@ntkit/kernels";
import type { Command } from "commander";
import { requireMemory } from "../memory.ts";
import { backends } from "../plugins.ts";
import { formatSeconds, progressLine } from "../progress.ts";

interface KernelArguments {
  readonly architecture: string;
  readonly x1: string;
  readonly x2?: string;
  readonly kinds: string;
  readonly out: string;
  readonly backend: string;
  readonly dtype?: string;
}

const known: readonly InfiniteKind[] = ["nngp", "ntk"];

export function addKernelCommand(program: Command): void {
  program
    .command("kernel")
    .description("compute kernel matrices of an infinitely wide network")
    .requiredOption("--architecture <file>", "the network, as an architecture spec (.json)")
    .requiredOption("--x1 <file>", "inputs, one sample a row (.json nested arrays, .npy, .csv, .npz#name)")
    .option("--x2 <file>", "inputs of the columns; left out: x1 with itself")
    .option("--kinds <list>", "which kernels, separated by commas", "nngp,ntk")
    .requiredOption("--out <file>", "where to write them (.json, .npz)")
    .option("--backend <name>", `where to compute: ${Object.keys(backends).join(", ")}`, "auto")
    .option("--dtype <type>", "precision of the computation; left out: that of the backend")
    .action(runKernel);
}

async function runKernel(options: KernelArguments): Promise<void> {
  const kinds = parseKinds(options.kinds);
  formatOf(options.out, arrayFormats);
  const on = await lookUp(backends, options.backend, "backend", "--backend")();
  const dtype = on.capabilities.dtypes.find((type) => options.dtype === undefined || type === options.dtype);
  if (dtype === undefined) {
    throw new UnknownName({
      path: "--dtype",
      problem: `the backend "${on.name}" does not compute in this precision`,
      found: JSON.stringify(options.dtype),
      remedy: suggestion(String(options.dtype), on.capabilities.dtypes),
    });
  }
  const architecture = parseArchitecture(await readJson(options.architecture), undefined, "");
  const x1 = await readArray(options.x1);
  const x2 = options.x2 === undefined ? null : await readArray(options.x2);
  if (x2 !== null && x1.shape.slice(1).join() !== x2.shape.slice(1).join()) {
    throw new ShapeMismatch({
      path: options.x2,
      problem: `rows of shape [${x2.shape.slice(1).join(", ")}], and those of x1 are [${x1.shape.slice(1).join(", ")}]`,
      remedy: "Give x1 and x2 the same features.",
    });
  }
  const [n1, n2] = [x1.shape[0], (x2 ?? x1).shape[0]];
  requireMemory(8 * n1 * n2 * kinds.length, `${kinds.join(" and ")} of ${n1} × ${n2}`, "Ask for one kind at a time, or compute it in blocks of rows with --x2.");
  const progress = progressLine();
  const start = performance.now();
  await progress.stage("kernel", `${kinds.join(" and ")}, ${n1} × ${n2}, on ${on.name}`);
  const { matrices, trouble } = await infiniteWidthKernels(on, architecture, kinds, x1, x2, { onProgress: ({ done, total }) => progress.update(done, total) });
  const seconds = (performance.now() - start) / 1000;
  progress.finish(seconds);
  if (trouble !== undefined) throw new InvalidInput({ path: options.architecture, problem: trouble.problem, remedy: trouble.remedy });
  await writeArrays(options.out, matrices);
  await on.close?.();
  console.log(`${kinds.join(", ")}  ${n1} × ${n2}  ${dtype}  ${formatSeconds(seconds)}  ${options.out}`);
}

function parseKinds(text: string): InfiniteKind[] {
  const asked = text.split(",").map((word) => word.trim());
  return asked.map((word) => {
    const kind = known.find((name) => name === word);
    if (kind === undefined) throw new UnknownName({ path: "--kinds", problem: "unknown kernel", found: JSON.stringify(word), remedy: suggestion(word, known) });
    return kind;
  });
}
