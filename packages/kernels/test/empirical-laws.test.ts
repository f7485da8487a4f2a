import { type Architecture, type FiniteNetwork, finiteNetwork, initialise } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray, takeRows } from "@ntkit/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type EmpiricalKernels, type EmpiricalMethod, type EmpiricalOptions, empiricalMethods, evaluateEmpirical, type OutputAxes } from "../src/index.ts";
import { anyNetwork, anySamples } from "./random-networks.ts";

const on = referenceBackend();
const indices = (n: number) => Array.from({ length: n }, (_, i) => i);

/** The built-in methods in tiles of so many samples. */
const tiled = (size: number): Record<string, EmpiricalMethod> =>
  Object.fromEntries(
    Object.values(empiricalMethods).map((method) => [
      method.kind,
      { ...method, cost: (problem, tile) => ({ ...method.cost(problem, tile), bytes: tile <= size ? 0 : Number.POSITIVE_INFINITY }) },
    ]),
  );

interface Case {
  readonly network: FiniteNetwork;
  readonly parameters: Record<string, NDArray>;
  readonly x1: NDArray;
  readonly x2: NDArray | null;
  readonly outputs: OutputAxes;
}

const kinds = Object.keys(empiricalMethods);
const axes: readonly OutputAxes[] = ["full", "diagonal", "trace", "mean"];

const anyCase = fc
  .record({ architecture: anyNetwork({ dropout: true }), x1: anySamples, seed: fc.nat(1000), outputs: fc.constantFrom(...axes), self: fc.boolean() })
  .map(({ architecture, x1, seed, outputs, self }): Case | undefined => {
    const network = finiteNetworkOf(architecture);
    return network && { network, parameters: initialise(network, { seed }), x1, x2: self ? null : takeRows(x1, [2, 0, 1]), outputs };
  });

/** Undefined for a nonlinearity that is known by its dual alone. */
function finiteNetworkOf(architecture: Architecture): FiniteNetwork | undefined {
  try {
    return finiteNetwork(architecture, [3]);
  } catch {
    return undefined;
  }
}

async function everyCase(numRuns: number, seed: number, check: (options: EmpiricalOptions) => Promise<void>): Promise<void> {
  let checked = 0;
  const property = fc.asyncProperty(anyCase, async (found) => {
    fc.pre(found !== undefined);
    await check({ on, seed: 3, ...found });
    expect(on.liveTensors()).toBe(0);
    checked += 1;
  });
  await fc.assert(property, { numRuns, seed });
  expect(checked).toBeGreaterThanOrEqual(numRuns);
}

async function ntkOf(options: EmpiricalOptions): Promise<NDArray> {
  const { ntk, trouble } = await evaluateEmpirical(options);
  if (ntk === undefined || trouble !== undefined) throw new Error(trouble?.problem ?? "no kernel");
  return ntk;
}

/** To 1e-10 of the largest entry. */
function expectClose(found: NDArray, expected: NDArray, tolerance = 1e-10): void {
  expect(found.shape).toEqual(expected.shape);
  const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst = 0;
  expected.data.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(found.data[i] - value));
  });
  expect(worst).toBeLessThanOrEqual(tolerance * largest);
}

it("random networks: the three methods agree, for every choice of outputs, with x2 and without", async () => {
  await everyCase(20, 1, async (options) => {
    const [first, ...rest] = kinds;
    const expected = await ntkOf({ ...options, method: first });
    for (const method of rest) expectClose(await ntkOf({ ...options, method }), expected);
  });
});

it("random networks: tiles of any size give the same numbers, dropout or not", async () => {
  for (const method of kinds) {
    await everyCase(4, 2, async (options) => {
      const expected = await ntkOf({ ...options, method });
      for (const size of [1, 2]) expectClose(await ntkOf({ ...options, method, methods: tiled(size) }), expected, 1e-13);
    });
  }
});

it("random networks: terms by parameter add up to the whole, by every method, and are zero for none that is trained", async () => {
  await everyCase(10, 3, async (options) => {
    const trained = Object.entries(options.network?.parameters ?? {}).filter(([, { trainable }]) => trainable);
    const found: Record<string, NDArray>[] = [];
    for (const method of kinds) {
      const { ntk, groups = {} } = await evaluateEmpirical({ ...options, method, groups: true });
      if (ntk === undefined) throw new Error("no kernel");
      expect(Object.keys(groups)).toEqual(trained.map(([name]) => name));
      const sum = ndArray(new Float64Array(ntk.data.length), ntk.shape);
      for (const { data } of Object.values(groups)) data.forEach((value, i) => (sum.data[i] += value));
      expectClose(ntk, sum, 1e-14);
      found.push(groups);
    }
    for (const [name] of trained) for (const other of found.slice(1)) expectClose(other[name], found[0][name]);
  });
});

it("random networks: full, diagonal, trace and mean tell the same, of the NTK and of products of outputs", async () => {
  await everyCase(10, 4, async (options) => {
    const all: EmpiricalKernels[] = [];
    for (const outputs of axes) all.push(await evaluateEmpirical({ ...options, x2: null, outputs, kinds: ["ntk", "nngp"] }));
    for (const kind of ["ntk", "nngp"] as const) {
      const [full, diagonal, trace, mean] = all.map((kernels) => kernels[kind] as NDArray);
      const [n, , O] = full.shape;
      const own = indices(n * n * O).map((at) => full.data[at * O + (at % O)]);
      expectClose(diagonal, ndArray(Float64Array.from(own), [n, n, O]), 1e-13);
      const sums = indices(n * n).map((pair) => own.slice(pair * O, (pair + 1) * O).reduce((sum, value) => sum + value, 0));
      expectClose(trace, ndArray(Float64Array.from(sums), [n, n]), 1e-13);
      expectClose(
        mean,
        ndArray(
          Float64Array.from(sums, (sum) => sum / O),
          [n, n],
        ),
        1e-13,
      );
    }
  });
});

it("random networks: symmetric to the last bit by every method, and positive semi-definite", async () => {
  await everyCase(10, 5, async (options) => {
    for (const method of kinds) {
      const { data, shape } = await ntkOf({ ...options, x2: null, outputs: "full", method, methods: tiled(3) });
      const [n, , O] = shape;
      const at = (i: number, j: number, o: number, p: number) => data[((i * n + j) * O + o) * O + p];
      const flat = new Float64Array((n * O) ** 2);
      for (const i of indices(n)) {
        for (const j of indices(n)) {
          for (const o of indices(O)) {
            for (const p of indices(O)) {
              expect(at(i, j, o, p)).toBe(at(j, i, p, o));
              flat[(i * O + o) * n * O + j * O + p] = at(i, j, o, p);
            }
          }
        }
      }
      await on.scope(async () => {
        const result = await on.eigh(on.tensor(ndArray(flat, [n * O, n * O])));
        if (result.status !== "ok") throw new Error(result.problem);
        const values = (await on.read(result.values)).data;
        expect(values[0]).toBeGreaterThanOrEqual(-1e-10 * values[values.length - 1]);
      });
    }
  });
});
