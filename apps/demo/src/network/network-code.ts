import { architectureOf, type Network } from "./network.ts";

/** What the code of a network needs from @ntkit/architectures. */
export interface NetworkCode {
  readonly imports: readonly string[];
  /** An expression that builds it. */
  readonly expression: string;
}

const called = new Set(["relu", "erf", "gelu", "tanh"]);

/** Units of a hidden layer, and outputs; left out: as `architectureOf` has them. */
interface Sizes {
  readonly width?: number;
  readonly outputs?: number;
}

/** The network as a program writes it. */
export function networkCode(network: Network, { width, outputs }: Sizes = {}): NetworkCode {
  const imports = new Set<string>(["dense", "serial"]);
  const use = (name: string, ...args: string[]): string => {
    imports.add(name);
    return `${name}(${args.join(", ")})`;
  };
  const write = (layer: ReturnType<typeof architectureOf>["layers"][number]): string => {
    const { kind, ...fields } = layer;
    if (kind === "dense") return use("dense", String(fields["width"]), "scales");
    if (kind === "layer-norm") return use("layerNorm");
    if (kind === "elementwise") return use("elementwise", JSON.stringify(fields["formula"]));
    if (kind === "residual") return use("residual", ...(fields["body"] as (typeof layer)[]).map(write));
    return called.has(kind) ? use(kind) : use("layer", JSON.stringify(kind));
  };
  const layers = architectureOf(network, width, outputs).layers.map(write);
  const options = network.parameterization === "ntk" ? [] : ['{ parameterization: "standard" }'];
  return { imports: [...imports].sort(), expression: `serial(${[...options, ...layers].join(", ")})` };
}

/** The two lines that make it, as `network`. */
export const networkLines = (network: Network, sizes: Sizes = {}): string[] => [
  `const scales = { weightStd: ${network.weightStd}, biasStd: ${network.biasStd} };`,
  `const network = ${networkCode(network, sizes).expression};`,
];
