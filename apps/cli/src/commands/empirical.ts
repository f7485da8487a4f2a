import { InvalidInput, lookUp, type NDArray, sizeOf } from "@ntkit/core";
import { encodeArrays } from "@ntkit/datasets";
import { writeArrays, writeWhole } from "@ntkit/datasets/node";
import { type EmpiricalKernels, empiricalMethods, evaluateEmpirical, type MonteCarloKernels, monteCarlo, type OutputAxes } from "@ntkit/kernels";
import { renderSvg } from "@ntkit/plots";
import { renderPng } from "@ntkit/plots/node";
import type { Command } from "commander";
import { NumericalTrouble } from "../exit.ts";
import { alignedRows } from "../fields.ts";
import { spaceToWrite } from "../inputs.ts";
import type { Io } from "../io.ts";
import { parseKinds } from "../kinds.ts";
import { requireMemory } from "../memory.ts";
import { requireOutputFile } from "../output.ts";
import { backends } from "../plugins.ts";
import { formatSeconds, progressLine } from "../progress.ts";
import { againstAnalytic } from "./empirical-analytic.ts";
import { type EmpiricalInputs, type InputOptions, readEmpiricalInputs } from "./empirical-inputs.ts";
import { kernelPicture } from "./empirical-picture.ts";
import { axesOf, costRows, groupRows, seriesRows, shapeOf } from "./empirical-summary.ts";

interface EmpiricalCommandOptions extends InputOptions {
  readonly outputs: string;
  readonly kinds: string;
  readonly method: string;
  readonly groups?: boolean;
  readonly monteCarlo?: string;
  readonly draws: string;
  readonly out?: string;
  readonly picture?: string;
  readonly backend: string;
}

export function addEmpiricalCommand(program: Command, io: Io): void {
  program
    .command("empirical")
    .description("compute the empirical NTK and NNGP of a network of finite width")
    .argument("<files...>", "ARCHITECTURE.json DATA: the network, and its inputs (a data set by name, .json, .npy, .csv, .npz#name); with --model DATA alone")
    .option("--model <file>", "instead of an architecture: a layers model of tfjs or Keras (model.json), with its weights")
    .option("--parameters <file>", 'parameters by name, "layers[0].weight" (.npz, .json); left out: drawn with the seed')
    .option("--seed <n>", "of the parameters that are drawn", "0")
    .option("--initialisation <kind>", "how they are drawn: normal, as the parameterisation says, or torch", "normal")
    .option("--x2 <file>", "inputs of the columns; left out: the same as those of the rows")
    .option("--samples <n>", "only the first so many inputs")
    .option("--kinds <list>", "which kernels, separated by commas", "ntk")
    .option("--outputs <axes>", "full (every pair of outputs), diagonal, trace (their sum) or mean (over outputs)", "full")
    .option("--method <name>", `how the NTK is computed: auto, ${Object.keys(empiricalMethods).join(", ")}`, "auto")
    .option("--groups", "also the term of each array of parameters")
    .option("--monte-carlo <error>", "the mean over initialisations, until its relative standard error is so small")
    .option("--draws <n>", "at most so many initialisations", "1000")
    .option("--out <file>", "where to write them (.npz, .json; one array: .npy)")
    .option("--picture <file>", "where to draw the kernel (.png, .svg)")
    .option("--backend <name>", `where to compute: ${Object.keys(backends).join(", ")}`, "auto")
    .addHelpText("after", "\nLayers and their fields: ntkit explain architecture. Data sets: ntkit explain\n")
    .action((files: string[], options: EmpiricalCommandOptions) => empirical(files, options, io));
}

async function empirical(files: readonly string[], options: EmpiricalCommandOptions, io: Io): Promise<void> {
  const { out, picture } = options;
  const kinds = parseKinds(options.kinds);
  const outputs = axesOf(options.outputs);
  const method = options.method === "auto" ? "auto" : lookUp(empiricalMethods, options.method, "method", "--method").kind;
  for (const file of [out, picture]) if (file !== undefined) await requireOutputFile(file);
  if (picture !== undefined) pictureFormat(picture);
  const inputs = await readEmpiricalInputs(files, options, io.memory);
  const { network, x1, x2 } = inputs;
  const [n1, n2] = [x1.shape[0], (x2 ?? x1).shape[0]];
  const names = Object.keys(network.parameters).filter((name) => network.parameters[name].trainable);
  const arrays = [...kinds, ...(options.groups === true && kinds.includes("ntk") ? names : [])];
  const shape = shapeOf(outputs, n1, n2, sizeOf(network.output));
  if (out !== undefined) encodeArrays(Object.fromEntries(arrays.map((name) => [name, emptyOf(shape)])), out);
  const what = `${kinds.join(" and ")} of ${n1} × ${n2}, outputs ${outputs}`;
  const each = 8 + (out === undefined ? 0 : spaceToWrite(out));
  requireMemory(arrays.length * sizeOf(shape) * each, io.memory, what, "Ask for --outputs trace, mean or diagonal, or for fewer --samples.");

  const on = await lookUp(backends, options.backend, "backend", "--backend")();
  const progress = progressLine(io.err);
  const start = performance.now();
  try {
    await progress.stage(options.monteCarlo === undefined ? "kernel" : "monte-carlo", `${what}, on ${on.name}`);
    const common = { on, x1, x2, kinds, outputs, method, onProgress: ({ done, total }: Progress) => progress.update(done, total) };
    const found = options.monteCarlo === undefined ? await oneNetwork(common, inputs, options) : await overDraws(common, inputs, options);
    const seconds = (performance.now() - start) / 1000;
    progress.finish(seconds);
    const analytic = await againstAnalytic(on, inputs, found.kernels, outputs);
    if (out !== undefined) await writeArrays(out, found.arrays);
    if (picture !== undefined) await draw(picture, found.kernels, outputs);
    const written = [out, picture].filter((file) => file !== undefined).join(", ");
    io.out.write(`${[kinds.join(", "), `${n1} × ${n2}`, `outputs ${outputs}`, formatSeconds(seconds), written].join("  ").trimEnd()}\n`);
    io.out.write(`${alignedRows([...inputs.about, ...found.about, ...analytic], "")}\n`);
  } finally {
    await on.close?.();
  }
}

interface Progress {
  readonly done: number;
  readonly total: number;
}

interface Found {
  /** By kind. */
  readonly kernels: Readonly<Record<string, NDArray>>;
  /** What is written. */
  readonly arrays: Readonly<Record<string, NDArray>>;
  readonly about: readonly (readonly string[])[];
}

type Common = Pick<Parameters<typeof evaluateEmpirical>[0], "on" | "x1" | "kinds" | "outputs" | "method" | "onProgress"> & { readonly x2: NDArray | null };

async function oneNetwork(common: Common, { network, parameters, seed }: EmpiricalInputs, { groups = false }: EmpiricalCommandOptions): Promise<Found> {
  const found: EmpiricalKernels = await evaluateEmpirical({ ...common, network, parameters: parameters(), groups, seed });
  if (found.trouble !== undefined) throw new NumericalTrouble(found.trouble);
  const kernels = kernelsOf(found);
  const { conventions } = found;
  const about = [
    ["outputs", conventions.outputs],
    ["method", found.why],
    ...costRows(found.costs),
    ["backend", `${conventions.backend}, ${conventions.precision}`],
    ...groupRows(found),
  ];
  return { kernels, arrays: { ...kernels, ...found.groups }, about };
}

async function overDraws(common: Common, { network, given, initialisation, seed }: EmpiricalInputs, options: EmpiricalCommandOptions): Promise<Found> {
  if (given || options.groups === true) {
    throw new InvalidInput({
      path: "--monte-carlo",
      problem: given ? "a mean over initialisations has no use for given parameters" : "terms by parameter are those of one network",
      remedy: given ? "Leave out --parameters and --model." : "Leave out --groups.",
    });
  }
  const [relativeError, draws] = [Number(options.monteCarlo), Number(options.draws)];
  const found: MonteCarloKernels = await monteCarlo({ ...common, architecture: network.architecture, relativeError, draws, seed, initialisation });
  const kernels = kernelsOf(found.mean);
  const errors = Object.entries(kernelsOf(found.standardError)).map(([kind, error]) => [`${kind} standard error`, error] as const);
  return { kernels, arrays: { ...kernels, ...Object.fromEntries(errors) }, about: seriesRows(found) };
}

const kernelsOf = ({ ntk, nngp }: { readonly ntk?: NDArray; readonly nngp?: NDArray }): Record<string, NDArray> => ({
  ...(ntk && { ntk }),
  ...(nngp && { nngp }),
});

/** An array of a shape's rank that is cheap to encode: whether a format can hold such arrays does not depend on their lengths. */
const emptyOf = (shape: readonly number[]) => ({ data: new Float64Array(1), shape: shape.map(() => 1) });

const pictureFormat = (file: string) => lookUp({ ".svg": "svg", ".png": "png" } as const, file.match(/\.[^./\\]*$/)?.[0] ?? "", "kind of picture", file);

async function draw(file: string, kernels: Readonly<Record<string, NDArray>>, axes: OutputAxes): Promise<void> {
  const [kind] = Object.keys(kernels);
  const figure = kernelPicture(kind, kernels[kind], axes);
  await writeWhole(file, pictureFormat(file) === "svg" ? renderSvg(figure) : renderPng(figure, { width: 720 }));
}
