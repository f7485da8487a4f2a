import { z } from "zod";

/** Nonlinearities that the editor offers, with what they are called; any other is typed as a formula. */
export const activations = {
  relu: "ReLU",
  erf: "erf",
  gelu: "GELU",
  tanh: "tanh",
  silu: "SiLU (swish)",
  softplus: "softplus",
  sin: "sin",
  abs: "absolute value",
  sign: "sign",
  formula: "your own formula …",
} as const;

export const activationSchema = z.enum(Object.keys(activations) as (keyof typeof activations)[]);

/** A fully connected network as the editor knows it. */
export const networkSchema = z.strictObject({
  depth: z.int().min(1).max(20).default(2).meta({ description: "hidden layers" }),
  activation: activationSchema.default("erf"),
  formula: z.string().max(200).default("x * tanh(x)").meta({ description: "φ(x), where the activation is a formula" }),
  weightStd: z.number().min(0.1).max(5).default(1.5),
  biasStd: z.number().min(0).max(5).default(0.05),
  residual: z.boolean().default(false),
  layerNorm: z.boolean().default(false),
  parameterization: z.enum(["ntk", "standard"]).default("ntk"),
});
export type Network = z.infer<typeof networkSchema>;

/** Units of a hidden layer where none are asked for: only the standard parameterisation depends on them. */
const usualWidth = 512;

export interface LayerData {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** The network as an architecture of ntkit, in plain data: jobs parse it, experiments hold it, and its code is written from it. */
export interface ArchitectureData {
  readonly parameterization: "ntk" | "standard";
  readonly layers: readonly LayerData[];
}

export const nonlinearityOf = ({ activation, formula }: Pick<Network, "activation" | "formula">): LayerData =>
  activation === "formula" ? { kind: "elementwise", formula } : { kind: activation };

export function architectureOf(network: Network, width = usualWidth, outputs = 1): ArchitectureData {
  const { depth, activation, formula, weightStd, biasStd, residual, layerNorm, parameterization } = network;
  const dense = (units: number): LayerData => ({ kind: "dense", width: units, weightStd, biasStd });
  const nonlinearity = nonlinearityOf({ activation, formula });
  const bend: LayerData[] = layerNorm ? [{ kind: "layer-norm" }, nonlinearity] : [nonlinearity];
  const block: LayerData[] = residual ? [{ kind: "residual", body: [...bend, dense(width)] }] : [...bend, dense(width)];
  const deeper = Array.from({ length: depth - 1 }, () => block).flat();
  return { parameterization, layers: [dense(width), ...deeper, ...bend, dense(outputs)] };
}

/**
 * The learning rate η that goes with it. The kernel of the standard parameterisation grows with the width, so η falls with it; otherwise
 * time is counted at η = 1.
 */
export const learningRateOf = ({ parameterization }: Network, width = usualWidth): number => (parameterization === "standard" ? 1 / width : 1);
