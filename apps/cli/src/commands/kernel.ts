import { traceKernel } from "@ntkit/architectures";
import type { Backend, Dtype } from "@ntkit/backend";
import { lookUp, type NDArray, ShapeMismatch, show, suggestion, UnknownName, zeros } from "@ntkit/core";
import { encodeArrays } from "@ntkit/datasets";
import { writeArrays } from "@ntkit/datasets/node";
import { evaluateKernel, kernelBytes } from "@ntkit/kernels";
import type { Command } from "commander";
import { NumericalTrouble } from "../exit.ts";
import { inFile, readArchitecture, readInputs, spaceToWrite } from "../inputs.ts";
import type { Io } from "../io.ts";
import { parseKinds } from "../kinds.ts";
import { requireMemory } from "../memory.ts";
import { requireOutputFile } from "../output.ts";
import { backends } from "../plugins.ts";
import { formatSeconds, progressLine } from "../progress.ts";

interface KernelOptions {
  readonly architecture: string;
  readonly x1: string;
  readonly x2?: string;
  readonly kinds: string;
  readonly out: string;
  readonly backend: string;
  readonly dtype?: string;
}

export function addKernelCommand(program: Command, io: Io): void {
  program
    .command("kernel")
    .description("compute kernel matrices of an infinitely wide network")
    .requiredOption("--architecture <file>", "the network, as an architecture spec (.json)")
    .requiredOption("--x1 <file>", "inputs, one sample a row (.json nested lists, .npy, .csv, .npz#name)")
    .option("--x2 <file>", "inputs of the columns; left out: x1 with itself")
    .option("--kinds <list>", "which kernels, separated by commas", "nngp,ntk")
    .requiredOption("--out <file>", "where to write them (.json, .npz; one kind: .npy, .csv)")
    .option("--backend <name>", `where to compute: ${Object.keys(backends).join(", ")}`, "auto")
    .option("--dtype <type>", "precision of the computation: float64 or float32; left out: the first that the backend has")
    .addHelpText("after", "\nLayers, nonlinearities and their fields: ntkit explain architecture\n")
    .action((options: KernelOptions) => kernel(options, io));
}

async function kernel({ architecture, x1: file1, x2: file2, kinds: list, out, backend, dtype: precision }: KernelOptions, io: Io): Promise<void> {
  const kinds = parseKinds(list);
  encodeArrays(Object.fromEntries(kinds.map((kind) => [kind, zeros([1, 1])])), out);
  await requireOutputFile(out);
  const on = await lookUp(backends, backend, "backend", "--backend")();
  const dtype = dtypeOf(on, precision);
  const network = await readArchitecture(architecture);
  const x1 = await readInputs(file1, io.memory);
  const x2 = file2 === undefined ? null : await readInputs(file2, io.memory);
  if (x2 !== null) requireSameFeatures(x1, x2, file2 ?? "");

  const trace = inFile(architecture, () => traceKernel(network, kinds, x1.shape.slice(1)));
  const copies = trace.blocks.length;
  const [n1, n2] = [copies * x1.shape[0], copies * (x2 ?? x1).shape[0]];
  const what = `${kinds.join(" and ")} of ${n1} × ${n2}`;
  const computing = kernelBytes({ n1: x1.shape[0], n2: x2?.shape[0] ?? null, kinds, features: x1.stride[0], copies, dtype });
  const writing = n1 * n2 * kinds.length * spaceToWrite(out);
  requireMemory(computing + writing, io.memory, what, "Write .npz, ask for one kind at a time, or for blocks of rows with --x2.");

  const progress = progressLine(io.err);
  const start = performance.now();
  await progress.stage("kernel", `${what}, on ${on.name}`);
  const { matrices, trouble } = await evaluateKernel(on, trace, x1, x2, { dtype, onProgress: ({ done, total }) => progress.update(done, total) }).finally(() =>
    on.close?.(),
  );
  const seconds = (performance.now() - start) / 1000;
  progress.finish(seconds);
  if (trouble !== undefined) throw new NumericalTrouble(trouble);
  await writeArrays(out, matrices);
  io.out.write(`${kinds.join(", ")}  ${n1} × ${n2}  ${dtype}  ${formatSeconds(seconds)}  ${out}\n`);
}

function dtypeOf({ name, capabilities }: Backend, asked: string | undefined): Dtype {
  if (asked === undefined) return capabilities.dtypes[0];
  const dtype = capabilities.dtypes.find((type) => type === asked);
  if (dtype !== undefined) return dtype;
  throw new UnknownName({
    path: "--dtype",
    problem: `the backend "${name}" does not compute in this precision`,
    found: show(asked),
    remedy: suggestion(asked, capabilities.dtypes),
  });
}

function requireSameFeatures(x1: NDArray, x2: NDArray, file: string): void {
  const [features1, features2] = [x1, x2].map((x) => `[${x.shape.slice(1).join(", ")}]`);
  if (features1 === features2) return;
  throw new ShapeMismatch({
    path: file,
    problem: `rows of shape ${features2}, and those of x1 are ${features1}`,
    remedy: "Give x1 and x2 the same features.",
  });
}
