import type { Tensors } from "@ntkit/architectures";
import type { Tensor } from "@ntkit/backend";
import { sizeOf, zeros } from "@ntkit/core";
import type { EmpiricalJob, EmpiricalMethod, Part } from "../method.ts";
import { forwardProducts, passesOf, pullProducts, tileNumbers } from "../passes.ts";
import { joined, overOutputs, unitCotangents, whole } from "../terms.ts";

/**
 * Column by column: `Θ[·, j, ·, o'] = J (Jᵀ e_{j o'})`, the gradient of one output at one sample (a vjp), and then the derivative of
 * all rows along it (a jvp). No Jacobian is held, only one gradient.
 */
export const empiricalVectorProducts: EmpiricalMethod = {
  kind: "empirical-vector-products",
  supports: () => true,
  cost(problem, tile) {
    const { columns } = passesOf(problem, tile);
    const { n1, n2, outputs, groups, layers, activations, bytesPerNumber } = problem;
    const rows = Math.min(tile, n1);
    const all = columns + (n2 === null ? n1 : 0);
    const forward = forwardProducts(problem);
    const directions = Math.max(1, groups.length);
    const trained = layers.reduce((sum, { parameters }) => sum + parameters, 0);
    return {
      operations: 2 * all * (forward + outputs * (forward + pullProducts(problem) + directions * 3 * rows * forward)),
      bytes: bytesPerNumber * (4 * trained + 3 * activations * (rows + 1) + 4 * directions * outputs * rows * outputs * rows + 2 * tileNumbers(problem, tile)),
    };
  },
  async strip(job, rows, { own }) {
    return { ...(own && { own: await tile(job, rows, rows) }), against: (columns) => tile(job, rows, columns) };
  },
  references: ["Novak et al. 2022, arXiv:2206.08720, section 3.2 (NTK-vector products)"],
};

async function tile(job: EmpiricalJob, rows: Part, columns: Part): Promise<Tensors> {
  const { on, axes, network } = job;
  const outputs = sizeOf(network.output);
  return on.scope(async () => {
    const found: Record<string, Tensor[]> = {};
    const [samples = 0] = columns.x.shape;
    for (let j = 0; j < samples; j++) {
      const all = await columnsOf(job, rows, { x: on.slice(columns.x, j, j + 1), firstSample: columns.firstSample + j });
      for (const [o, byName] of all.entries()) {
        for (const [name, column] of Object.entries(byName)) {
          found[name] ??= new Array<Tensor>(outputs * samples);
          found[name][o * samples + j] = column;
        }
      }
    }
    const squares = Object.fromEntries(Object.entries(found).map(([name, list]) => [name, joined(on, list)]));
    const each = (of: (square: Tensor) => Tensor): Tensors => Object.fromEntries(Object.entries(squares).map(([name, square]) => [name, of(square)]));
    if (axes === "full") return each((square) => on.transpose(square));
    // Row (o', j) of a square is [O, n]: of output o' only its own rows are wanted.
    const [n = 0] = rows.x.shape;
    return overOutputs(job, (o) => {
      const own = Int32Array.from({ length: samples }, (_, j) => (o * samples + j) * outputs + o);
      return each((square) => on.transpose(on.gather(on.reshape(square, [outputs * samples * outputs, n]), own)));
    });
  });
}

/** The column of each output at one sample, [1, O·n] output by output: by parameter, or along all of them at once. */
async function columnsOf(job: EmpiricalJob, rows: Part, { x, firstSample }: Part): Promise<Tensors[]> {
  const { on, network, parameters, grouped, seed } = job;
  const [n = 0] = rows.x.shape;
  const outputs = sizeOf(network.output);
  return on.scope(async () => {
    const at = await network.at(on, parameters, x, { seed, firstSample });
    const units = unitCotangents(on, 1, network.output);
    const all: Tensors[] = [];
    for (let o = 0; o < outputs; o++) {
      await job.pause();
      const columns = await on.scope(async () => {
        const gradient = await at.grad(on.slice(units, o, o + 1));
        const directions = grouped ? Object.entries(gradient).map(([name, part]): [string, Tensors] => [name, { [name]: part }]) : [[whole, gradient] as const];
        const found: Record<string, Tensor> = {};
        for (const [name, direction] of directions) {
          const { derivative } = await network.push(on, parameters, rows.x, { parameters: direction }, { seed, firstSample: rows.firstSample });
          const column = derivative ?? on.tensor(zeros([n, ...network.output]));
          found[name] = on.reshape(on.transpose(on.reshape(column, [n, outputs])), [1, outputs * n]);
        }
        return found;
      });
      all.push(columns);
    }
    return all;
  });
}
