import { InvalidData, InvalidInput, type NDArray, nearestName, type Shape, ShapeMismatch } from "@ntkit/core";

/** Weights by name, and which of them no layer has asked for. */
export interface WeightStore {
  /** The weight `name` of a layer, its `index`-th. Throws InvalidInput, ShapeMismatch or InvalidData, naming it below `path`. */
  take(layer: string, name: string, index: number, shape: Shape, path: string): NDArray;
  /** Throws InvalidInput if weights are left over. */
  requireAllTaken(): void;
}

const remedy = "Take the weights that were saved together with this model.";

/**
 * Weights as files name them: `dense_1/kernel`; with scopes around or between (`model/dense_1/kernel`,
 * `dense_1/cell/kernel`); or, from Keras 3, by number (`dense_1/vars/0`).
 */
export function weightStore(weights: Readonly<Record<string, NDArray>>): WeightStore {
  const scoped = new Map<string, string[]>();
  for (const full of Object.keys(weights)) {
    const tokens = full.split("/");
    const last = tokens[tokens.length - 1];
    for (const token of new Set(tokens.slice(0, -1))) scoped.set(`${token}/${last}`, [...(scoped.get(`${token}/${last}`) ?? []), full]);
  }
  const taken = new Set<string>();
  const find = (layer: string, name: string, index: number): string | undefined => {
    const exact = `${layer}/${name}`;
    if (Object.hasOwn(weights, exact)) return exact;
    const others = scoped.get(exact) ?? scoped.get(`${layer}/${index}`) ?? [];
    return others.length === 1 ? others[0] : undefined;
  };
  return {
    take(layer, name, index, shape, path) {
      const full = find(layer, name, index);
      if (full === undefined) {
        const near = nearestName(`${layer}/${name}`, Object.keys(weights));
        const problem = `there is no weight "${layer}/${name}"${near === undefined ? "" : `, but there is "${near}"`}`;
        throw new InvalidInput({ path, problem, remedy });
      }
      taken.add(full);
      return fitting(weights[full], full, shape, path);
    },
    requireAllTaken() {
      const left = Object.keys(weights).filter((name) => !taken.has(name));
      if (left.length === 0) return;
      throw new InvalidInput({ path: "weights", problem: "weights that belong to no layer of the model", found: left.slice(0, 5).join(", "), remedy });
    },
  };
}

function fitting(weight: NDArray, name: string, shape: Shape, path: string): NDArray {
  if (weight.shape.join() !== shape.join()) {
    const found = `[${weight.shape.join(", ")}]`;
    throw new ShapeMismatch({ path, problem: `the weight "${name}" must have the shape [${shape.join(", ")}]`, found, remedy });
  }
  const at = weight.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return weight;
  const problem = `the weight "${name}" is not finite in entry ${at}`;
  throw new InvalidData({ path, problem, found: String(weight.data[at]), remedy: "Take weights from before the training went astray." });
}
