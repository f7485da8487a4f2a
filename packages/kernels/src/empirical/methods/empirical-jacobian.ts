import type { Tensors } from "@ntkit/architectures";
import type { Tensor } from "@ntkit/backend";
import { sizeOf } from "@ntkit/core";
import type { EmpiricalJob, EmpiricalMethod, EmpiricalProblem, Part } from "../method.ts";
import { forwardProducts, passesOf, pullProducts, tileNumbers } from "../passes.ts";
import { addTerms, joined, overOutputs, unitCotangents } from "../terms.ts";

/** `Θ = J Jᵀ`: the gradient of each output at each sample is a row of J, and rows are multiplied with rows, a tile at a time. */
export const empiricalJacobian: EmpiricalMethod = {
  kind: "empirical-jacobian",
  supports: () => true,
  cost(problem, tile) {
    const { rows, columns, pairs } = passesOf(problem, tile);
    const { outputs, axes, groups, layers, activations, bytesPerNumber } = problem;
    const trained = trainedOf(problem);
    const largest = Math.max(0, ...layers.map(({ parameters }) => parameters));
    const products = (axes === "full" ? outputs ** 2 : outputs) * trained;
    const once = (1 + outputs) * forwardProducts(problem) + outputs * pullProducts(problem);
    const jacobians = tile * outputs * ((columns === 0 ? 1 : 2) * trained + largest);
    return {
      operations: 2 * ((rows + columns) * once + pairs * products),
      bytes: bytesPerNumber * (jacobians + 3 * trained + 2 * activations + (4 + groups.length) * tileNumbers(problem, tile) + 2 * tile ** 2),
    };
  },
  async strip(job, rows, { own, others }) {
    const left = own || others ? await jacobian(job, rows) : {};
    return {
      ...(own && { own: await contract(job, left, null) }),
      against: (columns) => job.on.scope(async () => contract(job, left, await jacobian(job, columns))),
    };
  },
  references: ["Novak et al. 2022, arXiv:2206.08720, section 3.1 (Jacobian contraction)"],
};

const trainedOf = ({ layers }: EmpiricalProblem): number => layers.reduce((sum, { parameters }) => sum + parameters, 0);

/** The rows of J for some samples, output by output: [O·n, size] by name of the parameter. */
async function jacobian(job: EmpiricalJob, { x, firstSample }: Part): Promise<Tensors> {
  const { on, network, parameters, seed } = job;
  const [samples = 0] = x.shape;
  const outputs = sizeOf(network.output);
  const rows: Record<string, Tensor[]> = {};
  for (let i = 0; i < samples; i++) {
    await job.pause();
    const gradients = await on.scope(async () => {
      const at = await network.at(on, parameters, on.slice(x, i, i + 1), { seed, firstSample: firstSample + i });
      const units = unitCotangents(on, 1, network.output);
      const all: Tensors[] = [];
      for (let o = 0; o < outputs; o++) all.push(await on.scope(async () => flat(job, await at.grad(on.slice(units, o, o + 1)))));
      return all;
    });
    for (const [o, gradient] of gradients.entries()) {
      for (const [name, row] of Object.entries(gradient)) {
        rows[name] ??= new Array<Tensor>(outputs * samples);
        rows[name][o * samples + i] = row;
      }
    }
  }
  return Object.fromEntries(Object.entries(rows).map(([name, all]) => [name, joined(on, all)]));
}

const flat = ({ on }: EmpiricalJob, gradients: Tensors): Tensors =>
  Object.fromEntries(Object.entries(gradients).map(([name, tensor]) => [name, on.reshape(tensor, [1, sizeOf(tensor.shape)])]));

/** `left rightᵀ` by parameter and added up; with `right` null, of `left` with itself. */
async function contract(job: EmpiricalJob, left: Tensors, right: Tensors | null): Promise<Tensors> {
  const { on, axes, network } = job;
  const outputs = sizeOf(network.output);
  const block = (matrix: Tensor, o: number) => {
    const samples = (matrix.shape[0] ?? 0) / outputs;
    return on.slice(matrix, o * samples, (o + 1) * samples);
  };
  let total: Tensors = {};
  for (const [name, rows] of Object.entries(left)) {
    await job.pause();
    const columns = right?.[name] ?? null;
    const term =
      axes === "full"
        ? { [name]: on.gram(rows, columns, 1) }
        : await overOutputs(job, (o) => ({ [name]: on.gram(block(rows, o), columns && block(columns, o), 1) }));
    total = addTerms(job, total, term);
  }
  return total;
}
