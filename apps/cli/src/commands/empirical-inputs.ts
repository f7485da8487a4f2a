import { type FiniteNetwork, finiteNetwork, type Initialisation, initialise } from "@ntkit/architectures";
import { InvalidInput, lookUp, type NDArray, ShapeMismatch, show, sizeOf, sliceRows } from "@ntkit/core";
import { formatOf } from "@ntkit/datasets";
import { readBytes } from "@ntkit/datasets/node";
import { readLayersModel } from "@ntkit/tfjs-models/node";
import { inFile, readArchitecture, readInputs } from "../inputs.ts";
import { plugins } from "../plugins.ts";

export interface InputOptions {
  readonly model?: string;
  readonly parameters?: string;
  readonly seed: string;
  readonly initialisation: string;
  readonly x2?: string;
  readonly samples?: string;
}

/** A network of finite width, its parameters, and what goes in. */
export interface EmpiricalInputs {
  readonly network: FiniteNetwork;
  /** Drawn, or as they were given. */
  readonly parameters: () => Readonly<Record<string, NDArray>>;
  /** Whether they were given. */
  readonly given: boolean;
  readonly seed: number;
  readonly initialisation: Initialisation;
  readonly x1: NDArray;
  readonly x2: NDArray | null;
  /** What the reader should know of them, label and value. */
  readonly about: readonly (readonly [string, string])[];
}

/** Reads what `ntkit empirical` works on. Throws for misuse, naming the file and the place in it. */
export async function readEmpiricalInputs(files: readonly string[], options: InputOptions, memory: number): Promise<EmpiricalInputs> {
  const { model, samples } = options;
  const expected = model === undefined ? 2 : 1;
  if (files.length !== expected) {
    throw new InvalidInput({
      path: "files",
      problem: model === undefined ? "expected a network and its inputs" : "expected the inputs alone, as --model is the network",
      found: files.join(" "),
      remedy: model === undefined ? "ntkit empirical ARCHITECTURE.json DATA" : "ntkit empirical --model model.json DATA",
    });
  }
  const seed = wholeNumber("--seed", options.seed, 0);
  const initialisation = lookUp({ normal: "normal", torch: "torch" } as const, options.initialisation, "initialisation", "--initialisation");
  const x1 = await readSamples(files[files.length - 1], samples, memory);
  const x2 = options.x2 === undefined ? null : await readSamples(options.x2, undefined, memory);
  const imported = model === undefined ? undefined : await readLayersModel(model, { dropSoftmax: true });
  const file = model ?? files[0];
  const architecture = imported?.architecture ?? (await readArchitecture(file));
  const network = inFile(file, () => finiteNetwork(architecture, x1.shape.slice(1)));
  if (x2 !== null && x2.shape.slice(1).join() !== x1.shape.slice(1).join()) {
    throw new ShapeMismatch({
      path: options.x2,
      problem: `rows of shape ${show(x2.shape.slice(1))}, and those of the first inputs are ${show(x1.shape.slice(1))}`,
      remedy: "Give both the same features.",
    });
  }
  const read =
    options.parameters === undefined ? imported?.parameters : formatOf(options.parameters).decode(await readBytes(options.parameters), options.parameters);
  const drawn = `drawn with seed ${seed} (${initialisation})`;
  const { layers, parameterization } = architecture;
  return {
    ...{ network, given: read !== undefined, seed, initialisation, x1, x2 },
    parameters: () => read ?? initialise(network, { seed, initialisation }),
    about: [
      ["network", `${layers.map(({ kind }) => kind).join(" → ")}, ${parameterization} parameterisation, ${countOf(network)} parameters`],
      ["parameters", read === undefined ? drawn : `from ${options.parameters ?? model}`],
      ...(imported?.notes ?? []).map((note) => ["note", note] as const),
    ],
  };
}

const countOf = ({ parameters }: FiniteNetwork): number => Object.values(parameters).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** The samples of a data set of ntkit, or of a file. */
async function readSamples(reference: string, first: string | undefined, memory: number): Promise<NDArray> {
  const isFile = reference.includes(".") || reference.includes("/");
  const all = isFile ? await readInputs(reference, memory) : (await lookUp(plugins.datasets, reference, "data set", "DATA").load()).inputs;
  return first === undefined ? all : sliceRows(all, 0, Math.min(all.shape[0], wholeNumber("--samples", first, 1)));
}

function wholeNumber(path: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least) return value;
  throw new InvalidInput({
    path,
    problem: `expected a whole number of at least ${least}`,
    found: show(text),
    remedy: `Give one, such as ${Math.max(least, 1)}.`,
  });
}
