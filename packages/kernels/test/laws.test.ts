import {
  hashArchitecture,
  type LayerSpec,
  layer,
  nonlinearities,
  parallel,
  parseArchitecture,
  printArchitecture,
  repeat,
  residual,
  traceKernel,
} from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray, takeRows } from "@ntkit/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluateDiagonal, evaluateKernel, infiniteWidthKernels } from "../src/index.ts";

const on = referenceBackend();
const options = { numRuns: 60, seed: 7 };

/** Kinds whose kernels stay of the size of their inputs in a stack, so that float64 can hold the laws. */
const tame = Object.values(nonlinearities).filter(({ kind }) => !["exp", "gaussian", "hermite", "monomial", "polynomial", "rectified-monomial"].includes(kind));

const weights = { weightStd: fc.double({ min: 0.3, max: 2, noNaN: true }), biasStd: fc.constantFrom(0, 0.1, 0.7) };
const dense = fc.record({ kind: fc.constant("dense"), width: fc.constantFrom(4, 9), ...weights });
const nonlinearity = fc.constantFrom(...tame.map(({ example }) => example));

/** dense – nonlinearity, so that any number of them may follow one another; the last dense gives the width back. */
const unit = (width: number): fc.Arbitrary<LayerSpec[]> =>
  fc
    .tuple(fc.record({ kind: fc.constant("dense"), width: fc.constant(width), ...weights }), nonlinearity, fc.boolean(), fc.constantFrom(1, 0.6))
    .map(([first, phi, norm, keep]) => [first, ...(norm ? [{ kind: "layer-norm" }] : []), phi, ...(keep < 1 ? [{ kind: "dropout", keep }] : [])]);

const last = layer("dense", { width: 4, biasStd: 0.2 });

const block: fc.Arbitrary<LayerSpec[]> = fc.oneof(
  { weight: 4, arbitrary: unit(4) },
  { weight: 1, arbitrary: unit(4).map((body) => [last, residual(...body, last), ...body]) },
  { weight: 1, arbitrary: unit(4).map((body) => [repeat(3, ...body)]) },
  {
    weight: 1,
    arbitrary: fc.tuple(unit(4), unit(4), fc.constantFrom("sum" as const, "product" as const, "concat" as const)).map(([a, b, merge]) => [
      parallel(
        [
          [...a, last],
          [...b, last],
        ],
        { merge },
      ),
    ]),
  },
);

const architecture = fc
  .tuple(fc.array(block, { minLength: 1, maxLength: 2 }), dense, fc.constantFrom("ntk", "standard"), fc.boolean())
  .map(([blocks, last, parameterization, flat]) =>
    parseArchitecture({
      parameterization,
      layers: [
        ...(flat ? [{ kind: "flatten" }] : []),
        ...blocks.flatMap((b, i) => (i === 0 ? b : [{ kind: "dense", width: 4 }, ...b.slice(b[0]?.kind === "dense" ? 1 : 0)])),
        last,
      ],
    }),
  )
  .filter((candidate) => {
    try {
      traceKernel(candidate, ["ntk"], [3]);
      return true;
    } catch {
      return false;
    }
  });

/** Rows among which are a zero row, a duplicate and a multiple of another. */
const inputs = fc
  .array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 5 })
  .map((rows): NDArray => {
    const first = rows[0] as number[];
    const all = [...rows, [0, 0, 0], first, first.map((v) => -2 * v)];
    return ndArray(Float64Array.from(all.flat()), [all.length, 3]);
  });

const hasDropout = (text: string) => text.includes("dropout");

it("kernels of random networks are finite, symmetric, positive semi-definite, and obey Cauchy and Schwarz", async () => {
  await fc.assert(
    fc.asyncProperty(architecture, inputs, async (network, x) => {
      const { matrices, trouble } = await infiniteWidthKernels(on, network, ["nngp", "ntk"], x);
      expect(trouble).toBeUndefined();
      const n = x.shape[0] as number;
      for (const kind of ["nngp", "ntk"] as const) {
        const k = matrices[kind];
        const largest = Math.max(...k.data.map(Math.abs));
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            expect(k.data[i * n + j]).toBe(k.data[j * n + i]);
            expect(Math.abs(k.data[i * n + j] as number)).toBeLessThanOrEqual(
              Math.sqrt((k.data[i * n + i] as number) * (k.data[j * n + j] as number)) + 1e-12 * largest,
            );
          }
        }
        const eigen = await on.eigh(on.tensor(k));
        if (eigen.status !== "ok") throw new Error(eigen.problem);
        expect((await on.read(eigen.values)).data[0]).toBeGreaterThanOrEqual(-1e-10 * largest * n);
      }
    }),
    options,
  );
});

it("tiles of any size, the diagonal alone, and a copy of x1 as x2 give the same numbers to the last bit", async () => {
  await fc.assert(
    fc.asyncProperty(architecture, inputs, async (network, x) => {
      const trace = traceKernel(network, ["nngp", "ntk"], [3]);
      const whole = await evaluateKernel(on, trace, x, null, { tileSize: 512 });
      const cut = await evaluateKernel(on, trace, x, null, { tileSize: 2 });
      const diagonal = await evaluateDiagonal(on, trace, x);
      const cross = await evaluateKernel(on, trace, x, takeRows(x, [...Array(x.shape[0]).keys()]));
      const n = x.shape[0] as number;
      for (const kind of ["nngp", "ntk"]) {
        expect(cut.matrices[kind]?.data).toEqual(whole.matrices[kind]?.data);
        for (let i = 0; i < n; i++) expect(diagonal.matrices[kind]?.data[i]).toBe(whole.matrices[kind]?.data[i * (n + 1)]);
        if (hasDropout(JSON.stringify(network))) continue;
        // Summation and products commute bit for bit; only the order of a sum over branches or variances may not.
        cross.matrices[kind]?.data.forEach((value, e) => expect(value).toBeCloseTo(whole.matrices[kind]?.data[e] as number, 10));
      }
    }),
    options,
  );
});

it("equal samples have equal kernel rows, and the order of the samples does not matter", async () => {
  await fc.assert(
    fc.asyncProperty(architecture, inputs, async (network, x) => {
      const n = x.shape[0] as number;
      const { matrices } = await infiniteWidthKernels(on, network, ["nngp", "ntk"], x);
      const duplicate = n - 2;
      const order = [...Array(n).keys()].reverse();
      const reversed = await infiniteWidthKernels(on, network, ["nngp", "ntk"], takeRows(x, order));
      for (const kind of ["nngp", "ntk"] as const) {
        const { data } = matrices[kind];
        for (let j = 0; j < n; j++) {
          if (j !== 0 && j !== duplicate) expect(data[j]).toBe(data[duplicate * n + j]);
          for (let i = 0; i < n; i++) {
            const there = reversed.matrices[kind].data[(order[i] as number) * n + (order[j] as number)] as number;
            expect(there).toBeCloseTo(data[i * n + j] as number, 10);
          }
        }
      }
    }),
    options,
  );
});

it("an architecture survives printing, and its hash knows it by what it is", () => {
  fc.assert(
    fc.property(architecture, (network) => {
      expect(parseArchitecture(printArchitecture(network))).toEqual(network);
      expect(hashArchitecture(parseArchitecture(JSON.stringify(network)))).toBe(hashArchitecture(network));
      const wider = { ...network, layers: [...network.layers.slice(0, -1), { ...(network.layers.at(-1) as LayerSpec), width: 77 }] };
      expect(hashArchitecture(wider)).not.toBe(hashArchitecture(network));
    }),
    options,
  );
});
