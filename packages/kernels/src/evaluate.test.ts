import { dense, erf, layer, parallel, relu, serial, traceKernel } from "@ntkit/architectures";
import { referenceBackend } from "@ntkit/backend-reference";
import { fromNested, ndArray, random } from "@ntkit/core";
import { describe, expect, it, vi } from "vitest";
import { evaluateDiagonal, evaluateKernel, infiniteWidthKernels, type Progress, tilesOf } from "./index.ts";

const network = serial(dense(4, { biasStd: 0.2 }), relu(), dense(1));
const stream = random(2);
const sample = (n: number, d: number) =>
  ndArray(
    Float64Array.from({ length: n * d }, () => stream.normal()),
    [n, d],
  );
const x = sample(7, 3);
const trace = traceKernel(network, ["nngp", "ntk"], [3]);

describe("samples that cannot be used", () => {
  const on = referenceBackend();
  it.each([
    ["no rows", ndArray(new Float64Array(0), [0, 3]), null, "x1: expected at least one sample, found none. Give some rows."],
    [
      "a single row of numbers",
      ndArray(new Float64Array(3), [3]),
      null,
      "x1: expected one row of features for each sample, found shape [3]. Give an array [samples, features].",
    ],
    [
      "other features than the kernel's",
      sample(2, 4),
      null,
      "x1: the kernel is for samples of shape [3], found [4]. Give the same features as those that the kernel was made for.",
    ],
    [
      "other features in x2",
      x,
      sample(2, 5),
      "x2: the kernel is for samples of shape [3], found [5]. Give the same features as those that the kernel was made for.",
    ],
    ["NaN", fromRow(1, Number.NaN, 3), null, "x1[0][1]: expected a finite number, found NaN. Replace it, or leave its sample out."],
    [
      "an infinity in x2",
      x,
      fromRow(1, 2, Number.NEGATIVE_INFINITY),
      "x2[0][2]: expected a finite number, found -Infinity. Replace it, or leave its sample out.",
    ],
  ])("%s", async (_, x1, x2, message) => {
    await expect(evaluateKernel(on, trace, x1, x2)).rejects.toThrow(message);
    expect(on.liveTensors()).toBe(0);
  });

  it("the diagonal alone asks the same", async () => {
    await expect(evaluateDiagonal(on, trace, sample(2, 4))).rejects.toThrow("x: the kernel is for samples of shape [3], found [4].");
  });

  it("a tile of no rows", async () => {
    await expect(evaluateKernel(on, trace, x, null, { tileSize: 0 })).rejects.toThrow(
      "tileSize: expected a whole number of at least 1, found 0. Give the rows of a tile, such as 256.",
    );
  });
});

function fromRow(...row: readonly number[]) {
  return ndArray(Float64Array.from(row), [1, row.length]);
}

it("tells how far it is, entry by entry, up to all of them", async () => {
  for (const x2 of [null, sample(5, 3)]) {
    const seen: Progress[] = [];
    await evaluateKernel(referenceBackend(), trace, x, x2, { tileSize: 2, onProgress: (progress) => seen.push(progress) });
    expect(seen).toHaveLength(x2 === null ? 10 : 12);
    seen.forEach(({ done, total }, i) => {
      expect(done).toBeGreaterThan(i === 0 ? 0 : seen[i - 1].done);
      expect(total).toBe(seen[0].total);
    });
    expect(seen.at(-1)?.done).toBe(seen[0].total);
  }
});

it("stops between two tiles when told to, frees what it made, and gives the reason", async () => {
  const on = referenceBackend();
  const controller = new AbortController();
  let tiles = 0;
  const onProgress = () => {
    if (++tiles === 3) controller.abort(new Error("enough"));
  };
  await expect(evaluateKernel(on, trace, x, null, { tileSize: 2, onProgress, signal: controller.signal })).rejects.toThrow("enough");
  expect(tiles).toBe(3);
  expect(on.liveTensors()).toBe(0);
});

it("lets other tasks have their turn in long work", async () => {
  const clock = vi.spyOn(performance, "now");
  // Every look at the clock is a second later.
  let now = 0;
  clock.mockImplementation(() => (now += 1000));
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("from a timer")), 0);
  try {
    await expect(evaluateKernel(referenceBackend(), trace, x, null, { tileSize: 1, signal: controller.signal })).rejects.toThrow("from a timer");
  } finally {
    clock.mockRestore();
  }
});

it("asks for the kinds of a tile together, so that a far device answers once a tile", async () => {
  const on = referenceBackend();
  let [waiting, most] = [0, 0];
  const counting: typeof on = {
    ...on,
    async read(tensor) {
      waiting += 1;
      most = Math.max(most, waiting);
      const numbers = await on.read(tensor);
      waiting -= 1;
      return numbers;
    },
  };
  const { matrices } = await evaluateKernel(counting, trace, x, null, { tileSize: 3 });
  expect(most).toBe(trace.kinds.length);
  expect(matrices).toEqual((await evaluateKernel(on, trace, x, null, { tileSize: 3 })).matrices);
});

it("leaves no tensor behind", async () => {
  const on = referenceBackend();
  await evaluateKernel(on, trace, x, sample(4, 3));
  await evaluateDiagonal(on, trace, x);
  expect(on.liveTensors()).toBe(0);
});

it("numbers that are too large are trouble with its place and remedy, not silence", async () => {
  const { trouble } = await infiniteWidthKernels(referenceBackend(), serial(dense(1), layer("exp"), dense(1)), ["nngp"], fromNested([[1], [30]]));
  expect(trouble).toEqual({
    status: "not-finite",
    problem: "the nngp kernel is Infinity at [1, 1]: an expectation does not exist, overflows, or was too wild to integrate",
    remedy: "Use smaller weightStd, fewer layers, smaller inputs or a layer-norm before the nonlinearity that grows.",
  });
  const grown = serial(dense(1), layer("gaussian", { exponent: 1 }));
  expect((await infiniteWidthKernels(referenceBackend(), grown, ["ntk"], fromNested([[1], [3]]))).trouble?.status).toBe("not-finite");
});

it("images are their pixels: [n, 2, 2, 1] and [n, 4] give the same", async () => {
  const flat = sample(3, 4);
  const images = ndArray(flat.data, [3, 2, 2, 1]);
  const onImages = serial({ input: [2, 2, 1] }, layer("flatten"), dense(4), erf());
  const expected = await infiniteWidthKernels(referenceBackend(), onImages, ["ntk"], images);
  expect(await infiniteWidthKernels(referenceBackend(), onImages, ["ntk"], flat)).toEqual(expected);
  expect(await infiniteWidthKernels(referenceBackend(), serial(dense(4), erf()), ["ntk"], flat)).toEqual(expected);
});

it("samples stacked by the network: a block for each branch, independent of the others, cut into tiles or not", async () => {
  const on = referenceBackend();
  const first = [dense(4, { weightStd: 1.3 })];
  const second = [dense(4, { weightStd: 0.9, biasStd: 0.3 }), erf(), dense(4)];
  const stacked = traceKernel(serial(parallel([first, second], { merge: "concat", axis: "samples" }), relu(), dense(1)), ["nngp", "ntk"], [3]);
  const whole = await evaluateKernel(on, stacked, x, null);
  const { nngp, ntk } = { nngp: whole.matrices["nngp"].data, ntk: whole.matrices["ntk"].data };
  expect(whole.matrices["ntk"].shape).toEqual([14, 14]);
  for (const [b, [begin, ...more]] of [first, second].entries()) {
    const alone = await infiniteWidthKernels(on, serial(begin, ...more, relu(), dense(1)), ["ntk"], x);
    for (let i = 0; i < 7; i++) for (let j = 0; j < 7; j++) expect(ntk[(7 * b + i) * 14 + 7 * b + j]).toBe(alone.matrices.ntk.data[i * 7 + j]);
  }
  // The ReLUs of independent preactivations of variance 2 E[relu²]: E[relu(u)] E[relu(v)] = √(q1 q2)/(2π), and Θ = K as nothing is shared below.
  const variance = (i: number) => 2 * nngp[15 * i];
  for (const [i, j] of [
    [0, 7],
    [2, 12],
  ]) {
    expect(nngp[14 * i + j]).toBeCloseTo(Math.sqrt(variance(i) * variance(j)) / (2 * Math.PI), 14);
    expect(ntk[14 * i + j]).toBe(nngp[14 * i + j]);
  }
  expect((await evaluateKernel(on, stacked, x, null, { tileSize: 3 })).matrices).toEqual(whole.matrices);
  const diagonal = await evaluateDiagonal(on, stacked, x);
  expect([...diagonal.matrices["ntk"].data]).toEqual(Array.from({ length: 14 }, (_, i) => ntk[i * 15]));
  const cross = await evaluateKernel(on, stacked, x, ndArray(x.data, [7, 3]));
  expect(cross.matrices).toEqual(whole.matrices);
});

it("the tiles of a symmetric matrix cover its upper triangle once", () => {
  const covered = new Array<number>(100).fill(0);
  for (const { row0, row1, column0, column1 } of tilesOf(10, 10, 3, true)) {
    for (let r = row0; r < row1; r++) for (let c = column0; c < column1; c++) covered[r * 10 + c] += 1;
  }
  for (let r = 0; r < 10; r++) for (let c = r; c < 10; c++) expect(covered[r * 10 + c]).toBe(1);
  expect(tilesOf(4, 5, 2, false)).toHaveLength(6);
});
