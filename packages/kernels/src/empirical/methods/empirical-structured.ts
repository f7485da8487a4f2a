import { gramOf, type LayerSensitivity, type Tensors } from "@ntkit/architectures";
import { sizeOf } from "@ntkit/core";
import type { EmpiricalJob, EmpiricalMethod, EmpiricalProblem, LayerSize, Part } from "../method.ts";
import { forwardProducts, passesOf, pullProducts, tileNumbers } from "../passes.ts";
import { addTerms, overOutputs, unitCotangents } from "../terms.ts";

/**
 * Layer by layer, without a gradient: of a dense layer, `Θ_layer[i, j, o, o'] = s² (a_i·a_j) (δ_io·δ_jo')` from the layer's inputs a
 * and the derivatives δ of every output by the layer's own. A layer's term is added up before the next one's is computed.
 */
export const empiricalStructured: EmpiricalMethod = {
  kind: "empirical-structured",
  supports: () => true,
  cost(problem, tile) {
    const { rows, columns, pairs } = passesOf(problem, tile);
    const { outputs, axes, groups, layers, activations, bytesPerNumber } = problem;
    const once = forwardProducts(problem) + outputs * pullProducts(problem);
    const grams = layers.reduce((sum, layer) => sum + layerProducts(layer, problem), 0);
    const kept = columns === 0 ? 0 : layers.reduce((sum, layer) => sum + layer.inputs + outputs * layer.outputs, 0);
    const largest = Math.max(0, ...layers.map((layer) => workOf(layer)));
    const shared = Math.max(0, ...layers.map(({ positions }) => (positions === 1 ? 0 : pairsOfPlaces(positions, tile))));
    const tiles = ((axes === "full" ? 5 : 2) + groups.length) * tileNumbers(problem, tile) + 6 * tile ** 2;
    return {
      operations: 2 * ((rows + columns) * once + pairs * grams),
      bytes: bytesPerNumber * (tile * (kept + activations + 3 * outputs * largest) + 3 * shared + tiles),
    };
  },
  async strip(job, rows, { own, others }) {
    const kept = new Map<string, LayerSensitivity>();
    const tile = await walk(job, rows, others ? kept : undefined, (layer) => (own ? layerTerms(job, layer, null) : {}));
    return {
      ...(own && { own: tile }),
      against: (columns) =>
        walk(job, columns, undefined, (layer) => {
          const left = kept.get(layer.place);
          return left === undefined ? {} : layerTerms(job, left, layer);
        }),
    };
  },
  references: ["Novak et al. 2022, arXiv:2206.08720, section 3.3 (structured derivatives)"],
};

/** Goes back through the network, adding up what `terms` makes of each layer; `kept`: the layers are to live on, and are put there. */
async function walk(
  job: EmpiricalJob,
  { x, firstSample }: Part,
  kept: Map<string, LayerSensitivity> | undefined,
  terms: (layer: LayerSensitivity) => Tensors | Promise<Tensors>,
): Promise<Tensors> {
  const { on, network, parameters, seed } = job;
  const { total } = await on.scope(async () => {
    let total: Tensors = {};
    const at = await network.at(on, parameters, x, { seed, firstSample });
    const units = unitCotangents(on, x.shape[0] ?? 0, network.output);
    const visit = async (layer: LayerSensitivity) => {
      await job.pause();
      kept?.set(layer.place, layer);
      total = addTerms(job, total, await on.scope(() => terms(layer)));
      return total;
    };
    await at.sensitivities(units, visit, { keep: kept !== undefined });
    return { total, held: [...(kept?.values() ?? [])].map((layer) => [layer.x, layer.dy]) };
  });
  return total;
}

/** A layer's terms of a tile, by parameter. `right` null: of `left` with itself. */
function layerTerms(job: EmpiricalJob, left: LayerSensitivity, right: LayerSensitivity | null): Tensors | Promise<Tensors> {
  if (job.axes === "full") return gramOf(left, right);
  const outputs = sizeOf(job.network.output);
  const of = (layer: LayerSensitivity, o: number): LayerSensitivity => {
    const samples = (layer.dy.shape[0] ?? 0) / outputs;
    return { ...layer, dy: job.on.slice(layer.dy, o * samples, (o + 1) * samples) };
  };
  return overOutputs(job, (o) => gramOf(of(left, o), right && of(right, o)));
}

/** Multiplications for a pair of samples: by inner products over pairs of places or, where that takes fewer, of gradients. */
function layerProducts({ outputs: width, positions, parameters, structured }: LayerSize, { axes, outputs }: EmpiricalProblem): number {
  const functions = axes === "full" ? outputs ** 2 : outputs;
  const channels = width / positions;
  const byPlaces = positions ** 2 * ((axes === "full" ? 1 : outputs) * (parameters / channels) + functions * channels);
  return structured ? Math.min(byPlaces, functions * parameters) : functions * parameters;
}

/** Numbers that a layer works with for one sample and one function: its cotangents, and the windows that a convolution makes of them. */
const workOf = ({ outputs, positions, parameters, structured }: LayerSize): number =>
  Math.max(outputs, (positions ** 2 * parameters) / Math.max(outputs, 1)) + (structured ? 0 : parameters);

/** Numbers in an array over pairs of places of a convolution, which computes its term in parts of about 2²². */
const pairsOfPlaces = (positions: number, tile: number): number => Math.min((tile * positions) ** 2, Math.max(2 ** 22, positions ** 2));
