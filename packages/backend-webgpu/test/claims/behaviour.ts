import { parseArchitecture } from "@ntkit/architectures";
import type { Backend, ElementwiseProgram, Tensor } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { type NDArray, ndArray, random } from "@ntkit/core";
import { add, type Expr, multiply, variable } from "@ntkit/formula";
import { infiniteWidthKernels } from "@ntkit/kernels";
import { create } from "webgpu";
import { webgpuBackend } from "../../src/webgpu.ts";
import { type Claim, holds, type Measured, nothing, worse } from "./claim.ts";

function normals(n: number, d: number): NDArray {
  const stream = random(n + d);
  return ndArray(
    Float64Array.from({ length: n * d }, () => Math.fround(stream.normal())),
    [n, d],
  );
}

/** The largest difference of two arrays, relative to the second. */
const difference = ({ data }: NDArray, expected: ArrayLike<number>): Measured =>
  data.reduce(
    (worst: Measured, value, i) =>
      worse(worst, { value: value === expected[i] ? 0 : Math.abs((value - expected[i]) / expected[i]), at: `entry ${i}: ${value} instead of ${expected[i]}` }),
    nothing,
  );

const program = (out: Expr): ElementwiseProgram => ({ stages: [{ kind: "formula", assignments: [{ name: "out", value: out }] }], outputs: ["out"] });
const [x, y] = ["x", "y"].map(variable);
const doubled = program(add(x, x));

const reluNetwork = (depth: number) =>
  parseArchitecture({
    layers: [
      { kind: "repeat", times: depth, body: [{ kind: "dense", width: 8, weightStd: 1.4, biasStd: 0.1 }, { kind: "relu" }] },
      { kind: "dense", width: 1 },
    ],
  });

async function rejection(act: () => unknown): Promise<Error | undefined> {
  try {
    await act();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
  return undefined;
}

/** A Gram matrix of positive numbers, in units of 2^-24: a plain loop comes to 8, 25 and 50. */
const gramAccuracy = ([d, bound]: readonly [number, number]): Claim => ({
  name: `the Gram matrix of rows of ${d} numbers is as exact as float32 allows`,
  bound: bound * 2 ** -24,
  async measure({ on }) {
    const a = normals(20, d).data.map(Math.abs);
    const expected = Float64Array.from({ length: 400 }, (_, at) => {
      const [i, j] = [Math.floor(at / 20), at % 20];
      let sum = 0;
      for (let k = 0; k < d; k++) sum += a[i * d + k] * a[j * d + k];
      return sum;
    });
    return difference(await on.read(on.gram(on.tensor(ndArray(a, [20, d])), null, 1)), expected);
  },
});

/** Rows 3 and 11 are equal: so must their kernels be, with each other and with themselves, to the last bit. */
const equalRows = (depth: number, which: "on" | "fusing"): Claim => ({
  name: `equal inputs have equal kernels at depth ${depth}${which === "fusing" ? ", with the Gram matrix in the shader" : ""}`,
  bound: 0,
  async measure(bench) {
    const inputs = normals(14, 9);
    inputs.data.copyWithin(11 * 9, 3 * 9, 4 * 9);
    const { matrices } = await infiniteWidthKernels(bench[which], reluNetwork(depth), ["nngp", "ntk"], inputs, normals(5, 9));
    const self = (await infiniteWidthKernels(bench[which], reluNetwork(depth), ["nngp", "ntk"], inputs)).matrices;
    const entry = ({ data, shape }: NDArray, i: number, j: number) => data[i * shape[1] + j];
    const kinds = ["nngp", "ntk"] as const;
    const equal = kinds.every((kind) => entry(self[kind], 3, 11) === entry(self[kind], 3, 3) && entry(self[kind], 11, 11) === entry(self[kind], 3, 3));
    const rows = kinds.every((kind) => [0, 1, 2, 3, 4].every((j) => entry(matrices[kind], 3, j) === entry(matrices[kind], 11, j)));
    return worse(holds(equal, "the diagonal equals the entry of two equal inputs"), holds(rows, "two equal inputs have equal rows"));
  },
});

export const behaviourClaims: readonly Claim[] = [
  ...(
    [
      [64, 4],
      [784, 2],
      [3072, 2],
    ] as const
  ).map(gramAccuracy),
  equalRows(10, "on"),
  equalRows(3, "fusing"),
  {
    name: "kernels are the same to the last bit with the Gram matrix in the shader",
    bound: 0,
    async measure({ on, fusing }) {
      const inputs = normals(70, 20);
      const kernel = async (backend: Backend) => (await infiniteWidthKernels(backend, reluNetwork(2), ["ntk"], inputs)).matrices.ntk;
      return difference(await kernel(fusing), (await kernel(on)).data);
    },
  },
  {
    name: "products do not depend on the size of the tiles",
    bound: 0,
    async measure({ on }) {
      const [a, b] = [on.tensor(normals(300, 40)), on.tensor(normals(260, 40))];
      const whole = await on.read(on.gram(a, b, 0.1));
      const strips = [0, 100, 200].map((from) => on.gram(on.slice(a, from, from + 100), b, 0.1));
      return difference(whole, (await on.read(on.concat(strips))).data);
    },
  },
  {
    name: "a Gram matrix that a program has computed on its way is there when it is asked for, even without its inputs",
    bound: 0,
    async measure({ fusing }) {
      const inputs = normals(6, 5);
      const expected = (await fusing.read(fusing.gram(fusing.tensor(inputs), null, 1))).data;
      const a = fusing.tensor(inputs);
      const gram = fusing.gram(a, null, 1);
      const [twice, again] = [fusing.fused(doubled, { entries: { x: gram } }), fusing.fused(doubled, { entries: { x: gram } })].flat();
      fusing.dispose(a);
      const results = await Promise.all([twice, again, gram].map((tensor) => fusing.read(tensor)));
      const two = expected.map((value) => 2 * value);
      return worse(worse(difference(results[0], two), difference(results[1], two)), difference(results[2], expected));
    },
  },
  {
    name: "either entry of a program may be the Gram matrix, or both",
    bound: 0,
    async measure({ on, fusing }) {
      const inputs = normals(6, 5);
      const run = async (backend: Backend) => {
        const a = backend.tensor(inputs);
        const other = backend.tensor(normals(6, 6));
        const gram = () => backend.gram(a, null, 1);
        const same = gram();
        const pairs = [
          { x: gram(), y: other },
          { x: other, y: gram() },
          { x: gram(), y: gram() },
          { x: same, y: same },
        ];
        const results = pairs.map((entries) => backend.fused(program(add(multiply(x, 3), y)), { entries })[0]);
        backend.dispose(a, ...pairs.flatMap(({ x, y }) => [x, y]));
        return Promise.all(results.map((tensor) => backend.read(tensor)));
      };
      const [found, expected] = [await run(fusing), await run(on)];
      return found.map((array, k) => difference(array, expected[k].data)).reduce(worse, nothing);
    },
  },
  {
    name: "a program may have more entries than a shader has bindings",
    bound: 0,
    async measure({ on }) {
      const names = Array.from({ length: 20 }, (_, k) => `x${k}`);
      const sum = names.map(variable).reduce<Expr>((total, term) => add(total, term), y);
      const columns = on.tensor(ndArray(Float64Array.of(1, 2), [2]));
      const entries = Object.fromEntries(names.map((name, k): [string, Tensor] => [name, on.tensor(ndArray(Float64Array.of(k, k, k, k), [2, 2]))]));
      return difference(await on.read(on.fused(program(sum), { entries, columns: { y: columns } })[0]), [191, 192, 191, 192]);
    },
  },
  {
    name: "a host stage that throws spoils what comes of it and nothing else",
    bound: 0,
    async measure({ on }) {
      const a = on.tensor(ndArray(Float64Array.of(1, 2, 3), [3]));
      const fail = (): never => {
        throw new RangeError("on purpose");
      };
      const stages = [{ kind: "host" as const, inputs: ["x"], outputs: ["h"], evaluate: fail }];
      const [spoilt] = on.fused({ stages, outputs: ["h"] }, { entries: { x: a } });
      const [heir] = on.fused(doubled, { entries: { x: spoilt } });
      const [sound] = on.fused(doubled, { entries: { x: a } });
      const errors = [await rejection(() => on.read(spoilt)), await rejection(() => on.read(heir))];
      const named = holds(
        errors.every((error) => error instanceof RangeError),
        `both reads reject with the error of the stage: ${errors}`,
      );
      return worse(named, difference(await on.read(sound), [2, 4, 6]));
    },
  },
  {
    name: "work asked for while a host stage runs comes after it",
    bound: 0,
    async measure({ on }) {
      const a = on.tensor(ndArray(Float64Array.of(1, 2, 3), [3]));
      const triple = {
        kind: "host" as const,
        inputs: ["x"],
        outputs: ["h"],
        evaluate: ([p]: readonly Float64Array[], [h]: readonly Float64Array[]) => h.set(p.map((v) => 3 * v)),
      };
      const [tripled] = on.fused({ stages: [triple], outputs: ["h"] }, { entries: { x: a } });
      const [twice] = on.fused(doubled, { entries: { x: tripled } });
      on.dispose(a, tripled);
      const later = on.tensor(ndArray(Float64Array.of(7, 8, 9), [3]));
      const results = await Promise.all([on.read(twice), on.read(later), on.read(on.fused(doubled, { entries: { x: later } })[0])]);
      return worse(difference(results[0], [6, 12, 18]), worse(difference(results[1], [7, 8, 9]), difference(results[2], [14, 16, 18])));
    },
  },
  {
    name: "an array larger than the GPU takes is refused",
    bound: 0,
    async measure({ on }) {
      const side = on.tensor(ndArray(new Float64Array(70_000), [70_000]));
      const error = await rejection(() => on.fused(program(multiply(x, y)), { rows: { x: side }, columns: { y: side } }));
      return holds(error?.name === "NotEnoughMemory", `NotEnoughMemory is thrown: ${error}`);
    },
  },
  {
    name: "arrays asked for together come in one round trip",
    bound: 0,
    async measure() {
      const { device, on } = await opened();
      let submits = 0;
      const submit = device.queue.submit.bind(device.queue);
      device.queue.submit = (buffers) => {
        submits += 1;
        submit(buffers);
      };
      const a = on.tensor(normals(4, 4));
      const arrays = [on.transpose(a), on.gram(a, null, 1), on.fused(doubled, { entries: { x: a } })[0]];
      await Promise.all(arrays.map((array) => on.read(array)));
      on.close();
      return holds(submits === 1, `${submits} submissions for three arrays`);
    },
  },
  {
    name: "tile after tile uses the memory of the first",
    bound: 0,
    async measure() {
      const { device, on } = await opened();
      let made = 0;
      const create = device.createBuffer.bind(device);
      device.createBuffer = (description) => {
        // Those that are mapped carry numbers home and live for one download.
        if ((description.usage & 1) === 0) made += 1;
        return create(description);
      };
      const inputs = on.tensor(normals(30, 4));
      const tile = (from: number) =>
        on.scope(async () => {
          const [rows, columns] = [on.slice(inputs, from, from + 10), on.slice(inputs, 0, 10)];
          const [norms, others] = [on.gramDiagonal(rows, 1), on.gramDiagonal(columns, 1)];
          const out = add(multiply(variable("gram"), x), y);
          const [kernel] = on.fused(program(out), { entries: { gram: on.gram(rows, columns, 1) }, rows: { x: norms }, columns: { y: others } });
          await on.read(kernel);
        });
      await tile(0);
      const first = made;
      for (const from of [10, 20, 0, 10, 20]) await tile(from);
      on.close();
      return holds(first > 0 && made === first, `${made - first} buffers more than the ${first} of the first tile`);
    },
  },
  {
    name: "a closed backend says so",
    bound: 0,
    async measure({ open }) {
      const closed = await open();
      const a = closed.tensor(ndArray(Float64Array.of(1), [1]));
      closed.close();
      const errors = [await rejection(() => closed.read(a)), await rejection(() => closed.tensor(ndArray(Float64Array.of(1), [1])))];
      return holds(
        errors.every((error) => error?.name === "Unsupported" && /closed/.test(error.message)),
        `both say that it is closed: ${errors}`,
      );
    },
  },
  {
    name: "a lost device is reported",
    bound: 0,
    async measure() {
      const { device, on } = await opened();
      const a = on.tensor(ndArray(Float64Array.of(1), [1]));
      device.destroy();
      await device.lost;
      const error = await rejection(() => on.read(a));
      return holds(error?.name === "Unsupported" && /lost/.test(error.message), `reading says that the device is lost: ${error}`);
    },
  },
];

/** Referenced for as long as the process lives, as Dawn demands. */
const gpu = create([]);

async function opened(): Promise<{ readonly device: GPUDevice; readonly on: Backend & { close(): void } }> {
  const adapter = await gpu.requestAdapter();
  const device = await (adapter as GPUAdapter).requestDevice();
  return { device, on: webgpuBackend(device, { host: referenceBackend() }) };
}
