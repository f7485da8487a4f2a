import type { Backend, Tensor } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { describe, expect, it } from "vitest";
import { numbers, places } from "../../test/finite.ts";
import type { LayerSpec } from "../layer.ts";
import { parseArchitecture } from "../spec.ts";
import type { LayerSensitivity } from "./backward.ts";
import { gramOf } from "./gram.ts";
import { initialise } from "./initialise.ts";
import { type FiniteNetwork, finiteNetwork } from "./network.ts";

/** A backend that notes the most tensors, and the most numbers in them, that were alive at a time. */
function watched(): { readonly on: Backend; peak(): number; reset(): void } {
  const plain = referenceBackend();
  let most = 0;
  const noting =
    <A extends readonly unknown[], R>(operation: (...args: A) => R) =>
    (...args: A): R => {
      const result = operation(...args);
      most = Math.max(most, plain.liveTensors());
      return result;
    };
  const { matmul, gram, fused, transpose, reshape, slice, gather, concat, sum } = plain;
  const on: Backend = {
    ...plain,
    ...{ matmul: noting(matmul), gram: noting(gram), fused: noting(fused), transpose: noting(transpose), reshape: noting(reshape) },
    ...{ slice: noting(slice), gather: noting(gather), concat: noting(concat), sum: noting(sum) },
  };
  return {
    on,
    peak: () => most,
    reset: () => {
      most = plain.liveTensors();
    },
  };
}

const networks = places.flatMap(({ name, networks }) => {
  for (const network of networks) {
    try {
      return [[name, finiteNetwork(parseArchitecture(network))] as const];
    } catch {}
  }
  return [];
});

describe.each(networks)("%s leaves nothing behind but its result", (_, network) => {
  const on = referenceBackend();

  it("in a scope: the output, the pushed direction, the gradients, what visits return", async () => {
    const [parameters, x] = [network.tensors(on, initialise(network)), on.tensor(numbers([2, ...network.input], 2))];
    const before = on.liveTensors();
    const left = async (work: () => Promise<unknown>) => {
      const result = await on.scope(work);
      const live = on.liveTensors() - before;
      for (const tensor of tensorsIn(result)) on.dispose(tensor);
      expect(on.liveTensors()).toBe(before);
      return live;
    };
    expect(await left(() => network.forward(on, parameters, x))).toBe(1);
    expect(await left(() => network.push(on, parameters, x, { parameters }))).toBe(2);
    expect(await left(() => network.taylor(on, parameters, parameters, x, 2))).toBeLessThanOrEqual(3);
    const trained = Object.values(network.parameters).filter(({ trainable }) => trainable).length;
    const at = (use: (at: Awaited<ReturnType<FiniteNetwork["at"]>>, dy: Tensor) => Promise<unknown>) => async () => {
      const here = await network.at(on, parameters, x);
      return use(here, on.concat([here.output, here.output]));
    };
    expect(await left(at((here, dy) => here.pull(dy)))).toBe(1);
    expect(await left(at((here) => here.grad(here.output)))).toBe(trained);
    const grams: unknown[] = [];
    const visit = (layer: LayerSensitivity) => {
      const own = gramOf(layer, null);
      grams.push(own);
      return own;
    };
    await left(
      at(async (here, dy) => {
        await here.sensitivities(dy, visit);
        return grams;
      }),
    );
    expect(tensorsIn(grams)).toHaveLength(trained);
  });

  it("without a scope around: the output alone, and no more than the way back asks for", async () => {
    const [parameters, x] = [network.tensors(on, initialise(network)), on.tensor(numbers([2, ...network.input], 2))];
    const before = on.liveTensors();
    on.dispose(await network.forward(on, parameters, x));
    expect(on.liveTensors()).toBe(before);
    const here = await network.at(on, parameters, x);
    const held = on.liveTensors();
    for (const gradient of Object.values(await here.grad(here.output))) on.dispose(gradient);
    expect(on.liveTensors()).toBe(held);
    on.dispose(await here.pull(here.output));
    expect(on.liveTensors()).toBeLessThanOrEqual(held);
  });
});

function tensorsIn(value: unknown): Tensor[] {
  if (typeof value !== "object" || value === null) return [];
  if ("dtype" in value && "shape" in value) return [value as Tensor];
  return [...new Set(Object.values(value).flatMap(tensorsIn))];
}

describe("a deep network", () => {
  const dense = { kind: "dense", width: 5 };
  const body = [dense, { kind: "erf" }];
  const stack = (depth: number): LayerSpec[] => Array.from({ length: depth }, () => body).flat();
  it.each<[string, (depth: number) => LayerSpec[]]>([
    ["of layers one after another", stack],
    ["of repeated layers", (depth) => [{ kind: "repeat", times: depth, body } as LayerSpec]],
    ["of residual layers", (depth) => [dense, ...Array.from({ length: depth }, (): LayerSpec => ({ kind: "residual", body }) as LayerSpec)]],
    [
      "of branches",
      (depth) => [dense, ...Array.from({ length: depth }, () => ({ kind: "parallel", branches: [body, [{ kind: "identity" }], body], merge: "product" }))],
    ],
  ])("%s: the forward pass holds as much at depth 40 as at depth 4", async (_, layers) => {
    const peakAt = async (depth: number) => {
      const { on, peak, reset } = watched();
      const network = finiteNetwork(parseArchitecture({ input: [3], layers: layers(depth) }));
      const [parameters, x] = [network.tensors(on, initialise(network)), on.tensor(numbers([2, 3], 1))];
      const before = on.liveTensors();
      reset();
      await on.scope(() => network.forward(on, parameters, x));
      const forward = peak() - before;
      reset();
      await on.scope(() => network.push(on, parameters, x, { parameters }));
      return [forward, peak() - before];
    };
    const shallow = await peakAt(4);
    expect(await peakAt(40)).toEqual(shallow);
    expect(Math.max(...shallow)).toBeLessThan(25);
  });

  it("the way back frees each layer's cotangents and temporaries, unless they are kept", async () => {
    const back = async (depth: number, keep: boolean) => {
      const { on, peak, reset } = watched();
      const network = finiteNetwork(parseArchitecture({ input: [3], layers: [...stack(depth), dense] }));
      const [parameters, x] = [network.tensors(on, initialise(network)), on.tensor(numbers([2, 3], 1))];
      return on.scope(async () => {
        const at = await network.at(on, parameters, x);
        const before = on.liveTensors();
        reset();
        const kept: LayerSensitivity[] = [];
        await at.sensitivities(
          at.output,
          (layer) => {
            kept.push(layer);
          },
          { keep },
        );
        if (keep) for (const { x, dy } of kept) for (const tensor of [x, dy]) expect((await on.read(tensor)).data.every(Number.isFinite)).toBe(true);
        return peak() - before;
      });
    };
    expect(await back(40, false)).toBe(await back(4, false));
    // The cotangents of the last layer are the caller's.
    expect((await back(40, true)) - (await back(4, true))).toBe(36);
  });

  it.each<[string, LayerSpec]>([
    ["repeat", { kind: "repeat", times: 3, body: [...body, dense] } as LayerSpec],
    ["residual", { kind: "residual", body: [dense, { kind: "residual", body: [dense] }] } as LayerSpec],
    ["parallel", { kind: "parallel", branches: [body, [dense, dense]], merge: "product" } as LayerSpec],
  ])("sensitivities that are kept live on in a %s", async (_, nested) => {
    const on = referenceBackend();
    const network = finiteNetwork(parseArchitecture({ input: [3], layers: [dense, nested, dense] }));
    const [parameters, x] = [network.tensors(on, initialise(network)), on.tensor(numbers([2, 3], 1))];
    await on.scope(async () => {
      const at = await network.at(on, parameters, x);
      const seen = new Map<string, Float64Array>();
      const kept: LayerSensitivity[] = [];
      const visit = async (layer: LayerSensitivity) => {
        seen.set(layer.place, (await on.read(layer.dy)).data);
        kept.push(layer);
      };
      await at.sensitivities(at.output, visit, { keep: true });
      expect(kept).toHaveLength(Object.keys(network.parameters).length);
      for (const { place, dy } of kept) expect((await on.read(dy)).data).toEqual(seen.get(place));
    });
    expect(on.liveTensors()).toBe(Object.keys(network.parameters).length + 1);
  });
});
