import type { Architecture, LayerSpec } from "@ntkit/architectures";
import { parseArchitecture } from "@ntkit/architectures";
import { fromNested, type NDArray, type Nested, ndArray } from "@ntkit/core";

/** A node of the architecture trees in the golden files: neural-tangents' stax calls. */
export interface PeerNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

const numbers = (node: PeerNode, names: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(names).flatMap(([theirs, ours]) => (node[theirs] === undefined ? [] : [[ours, node[theirs]]])));

/** The peer's numerical activations, by the name that the golden files give them. */
const formulas: Readonly<Record<string, string>> = { tanh: "tanh(x)", softplus: "softplus(x)", silu: "x * sigmoid(x)" };

const leaves: Readonly<Record<string, (node: PeerNode) => { kind: string; [field: string]: unknown }>> = {
  Dense: (n) => ({ kind: "dense", width: n["out_dim"], weightStd: n["W_std"], ...(n["b_std"] === null ? {} : { biasStd: n["b_std"], bias: true }) }),
  Conv: (n) => ({
    kind: "conv",
    channels: n["out_chan"],
    kernel: n["filter_shape"],
    ...numbers(n, { strides: "strides" }),
    padding: String(n["padding"]).toLowerCase(),
    weightStd: n["W_std"],
    ...(n["b_std"] === null ? {} : { biasStd: n["b_std"], bias: true }),
  }),
  GlobalAvgPool: () => ({ kind: "global-average-pool" }),
  Identity: () => ({ kind: "identity" }),
  Flatten: () => ({ kind: "flatten" }),
  LayerNorm: (n) => ({ kind: "layer-norm", ...numbers(n, { eps: "epsilon" }) }),
  Dropout: (n) => ({ kind: "dropout", keep: n["rate"], ...numbers(n, { mode: "mode" }) }),
  Relu: () => ({ kind: "relu" }),
  LeakyRelu: (n) => ({ kind: "leaky-relu", slope: n["alpha"] }),
  ABRelu: (n) => ({ kind: "abrelu", a: n["a"], b: n["b"] }),
  Abs: () => ({ kind: "abs" }),
  Sign: () => ({ kind: "sign" }),
  Erf: (n) => ({ kind: "erf", ...numbers(n, { a: "amplitude", b: "scale", c: "shift" }) }),
  Sigmoid_like: () => ({ kind: "erf-sigmoid" }),
  Gelu: () => ({ kind: "gelu" }),
  Sin: (n) => ({ kind: "sin", ...numbers(n, { a: "amplitude", b: "frequency", c: "phase" }) }),
  Cos: (n) => ({ kind: "cos", ...numbers(n, { a: "amplitude", b: "frequency", c: "phase" }) }),
  Rbf: (n) => ({ kind: "rbf", ...numbers(n, { gamma: "gamma" }) }),
  Gabor: () => ({ kind: "gabor" }),
  Gaussian: (n) => ({ kind: "gaussian", ...numbers(n, { a: "amplitude", b: "exponent" }) }),
  Exp: (n) => ({ kind: "exp", ...numbers(n, { a: "amplitude", b: "rate" }) }),
  ExpNormalized: (n) => ({ kind: "exp-normalized", ...numbers(n, { gamma: "gamma", shift: "shift" }) }),
  Hermite: (n) => ({ kind: "hermite", degree: n["degree"] }),
  Monomial: (n) => ({ kind: "monomial", degree: n["degree"] }),
  RectifiedMonomial: (n) => ({ kind: "rectified-monomial", degree: n["degree"] }),
  Polynomial: (n) => ({ kind: "polynomial", coefficients: n["coef"] }),
  ElementwiseNumerical: (n) => ({ kind: "elementwise", formula: formulas[n["fn"] as string], nodes: n["deg"] }),
};

const merges: Readonly<Record<string, (node: PeerNode) => object>> = {
  FanInSum: () => ({ merge: "sum" }),
  FanInProd: () => ({ merge: "product" }),
  FanInConcat: (n) => ({ merge: "concat", axis: n["axis"] === 0 ? "samples" : "channels" }),
};

function layersOf(node: PeerNode): LayerSpec[] {
  if (node.type === "repeat") return [{ kind: "repeat", times: node["n"], body: layersOf(node["layer"] as PeerNode) } as LayerSpec];
  if (node.type !== "serial") {
    const leaf = leaves[node.type];
    if (leaf === undefined) throw new Error(`no translation for ${node.type}`);
    return [leaf(node)];
  }
  const list = node["layers"] as PeerNode[];
  const translated: LayerSpec[] = [];
  for (let i = 0; i < list.length; i++) {
    const child = list[i] as PeerNode;
    if (child.type === "FanOut") continue;
    if (child.type !== "parallel") {
      translated.push(...layersOf(child));
      continue;
    }
    const merge = list[++i] as PeerNode;
    const branches = (child["layers"] as PeerNode[]).map(layersOf);
    translated.push({ kind: "parallel", branches, ...merges[merge.type]?.(merge) } as LayerSpec);
  }
  return translated;
}

/**
 * Translates the peer's tree to ntkit's spec. The peer's width multipliers `s` of the standard parameterisation leave
 * the kernel as it is where each layer's matches the one before, as in all golden cases, and are dropped.
 */
export function fromPeer(tree: PeerNode): Architecture {
  const standard = JSON.stringify(tree).includes('"parameterization": "standard"') || JSON.stringify(tree).includes('"parameterization":"standard"');
  return parseArchitecture({ parameterization: standard ? "standard" : "ntk", layers: layersOf(tree) });
}

/** The peer's parameters by their names in ntkit: a list a layer, [weight, bias [1, …, width]], or [] without parameters. */
export function peerParameters(params: readonly (readonly Nested[])[]): Record<string, NDArray> {
  const array = (nested: Nested, isBias: boolean) => {
    const { data, shape } = fromNested(nested);
    return ndArray(data, isBias ? [data.length] : shape);
  };
  return Object.fromEntries(params.flatMap((own, i) => own.map((nested, k) => [`layers[${i}].${k === 0 ? "weight" : "bias"}`, array(nested, k === 1)])));
}
