import { builtIn, hashArchitecture, type InfiniteKind, type KernelTrace, parseArchitecture, printArchitecture, traceKernel } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, takeRows } from "@ntkit/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluateDiagonal, evaluateKernel } from "../src/index.ts";
import { anyNetwork, anySamples } from "./random-networks.ts";

const on = referenceBackend();
const kinds: readonly InfiniteKind[] = ["nngp", "ntk"];

type Matrices = Readonly<Record<string, NDArray>>;

const indices = (n: number) => Array.from({ length: n }, (_, i) => i);

async function kernels(trace: KernelTrace, x1: NDArray, x2: NDArray | null = null, tileSize = 512): Promise<Matrices> {
  const { matrices, trouble } = await evaluateKernel(on, trace, x1, x2, { tileSize });
  expect(trouble).toBeUndefined();
  return matrices;
}

function areSymmetric(matrices: Matrices): void {
  for (const { data, shape } of Object.values(matrices)) {
    for (let i = 0; i < shape[0]; i++) for (let j = 0; j < i; j++) expect(data[i * shape[0] + j]).toBe(data[j * shape[0] + i]);
  }
}

function obeyCauchySchwarz(matrices: Matrices): void {
  for (const { data, shape } of Object.values(matrices)) {
    const n = shape[0];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) expect(data[i * n + j] ** 2).toBeLessThanOrEqual(data[i * (n + 1)] * data[j * (n + 1)] * (1 + 1e-12));
    }
  }
}

async function arePositive(matrices: Matrices): Promise<void> {
  for (const matrix of Object.values(matrices)) {
    await on.scope(async () => {
      const result = await on.eigh(on.tensor(matrix));
      if (result.status !== "ok") throw new Error(result.problem);
      const { data } = await on.read(result.values);
      expect(data[0]).toBeGreaterThanOrEqual(-1e-10 * data[data.length - 1]);
    });
  }
}

it("random networks: symmetric, positive semi-definite, Cauchy–Schwarz", async () => {
  await fc.assert(
    fc.asyncProperty(anyNetwork({ dropout: true }), anySamples, async (network, x) => {
      const matrices = await kernels(traceKernel(network, kinds, [3]), x);
      areSymmetric(matrices);
      obeyCauchySchwarz(matrices);
      await arePositive(matrices);
    }),
    { numRuns: 50, seed: 1 },
  );
});

it("random networks: to the last bit, tiles of any size give the same, and the diagonal alone", async () => {
  await fc.assert(
    fc.asyncProperty(anyNetwork({ dropout: true }), anySamples, async (network, x) => {
      const trace = traceKernel(network, kinds, [3]);
      const whole = await kernels(trace, x);
      for (const tileSize of [1, 4]) expect(await kernels(trace, x, null, tileSize)).toEqual(whole);
      const diagonal = await evaluateDiagonal(on, trace, x);
      const n = x.shape[0];
      for (const kind of kinds) expect([...diagonal.matrices[kind].data]).toEqual(indices(n).map((i) => whole[kind].data[i * (n + 1)]));
    }),
    { numRuns: 25, seed: 2 },
  );
});

it("random networks: to the last bit, equal samples have equal rows, the order of samples means nothing, and a copy as x2 gives the same", async () => {
  await fc.assert(
    fc.asyncProperty(anyNetwork({ dropout: false }), anySamples, async (network, x) => {
      const trace = traceKernel(network, kinds, [3]);
      const n = x.shape[0];
      const whole = await kernels(trace, x);
      const copy = await kernels(trace, x, takeRows(x, indices(n)));
      const order = indices(n).reverse();
      const reversed = await kernels(trace, takeRows(x, order));
      for (const kind of kinds) {
        const { data } = whole[kind];
        // The row before the last repeats the first.
        expect([...data.subarray((n - 2) * n, (n - 1) * n)]).toEqual([...data.subarray(0, n)]);
        expect([...copy[kind].data]).toEqual([...data]);
        expect([...reversed[kind].data]).toEqual(order.flatMap((i) => order.map((j) => data[i * n + j])));
      }
    }),
    { numRuns: 30, seed: 3 },
  );
});

it("random networks: what does not ask for the NTK gets the same NNGP", async () => {
  await fc.assert(
    fc.asyncProperty(anyNetwork({ dropout: true }), anySamples, async (network, x) => {
      const [both, alone] = [await kernels(traceKernel(network, kinds, [3]), x), await kernels(traceKernel(network, ["nngp"], [3]), x)];
      expect([...alone["nngp"].data]).toEqual([...both["nngp"].data]);
    }),
    { numRuns: 12, seed: 4 },
  );
});

it("random networks: printed and read back they are the same, and the hash knows them by what they are", () => {
  fc.assert(
    fc.property(anyNetwork({ dropout: true }), (network) => {
      expect(parseArchitecture(printArchitecture(network))).toEqual(network);
      expect(hashArchitecture(parseArchitecture(withoutDefaults(network)))).toBe(hashArchitecture(network));
      const wider = { ...network, layers: [...network.layers, { kind: "dense", width: 77 }] };
      expect(hashArchitecture(parseArchitecture(wider))).not.toBe(hashArchitecture(network));
    }),
    { numRuns: 100, seed: 5 },
  );
});

/** The same as JSON data with every default of a layer left out. */
function withoutDefaults(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutDefaults);
  if (typeof node !== "object" || node === null) return node;
  const kind = "kind" in node ? String(node.kind) : "";
  const schema = builtIn.layers[kind]?.schema ?? builtIn.nonlinearities[kind]?.schema;
  const needed = Object.entries(node).filter(([key]) => {
    if (schema === undefined || key === "kind") return true;
    const { [key]: _, ...rest } = { ...node } as Record<string, unknown>;
    const without = schema.safeParse(rest);
    return !without.success || JSON.stringify(Reflect.get(without.data, key)) !== JSON.stringify(Reflect.get(node, key));
  });
  return Object.fromEntries(needed.map(([key, value]) => [key, withoutDefaults(value)]));
}
