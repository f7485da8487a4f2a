import { ndArray, type Shape, sizeOf } from "@ntkit/core";
import type { Backend, Dtype, Tensor } from "../../backend.ts";
import type { ConformanceCase, Deviation } from "../case.ts";
import { claim, deviation, largest } from "../compare.ts";
import { at, filled, matrix, normals, transpose } from "../naive.ts";

const shapes: readonly Shape[] = [[], [0], [1], [7], [0, 3], [3, 0], [1, 1], [4, 6], [2, 3, 5], [3, 1, 2, 4]];

const print = (shape: Shape): string => `[${shape.join(", ")}]`;

/** Compares what `act` makes of an array with what it should be, to the last bit. */
const exactly = (
  name: string,
  shape: Shape,
  act: (on: Backend, a: Tensor) => Tensor,
  expected: { readonly shape: Shape; readonly data: ArrayLike<number> },
): ConformanceCase => ({
  name: `${name} of ${print(shape)}`,
  quantity: "exact",
  run: async (on, dtype) => deviation(await on.read(act(on, on.tensor(counted(shape), dtype))), expected),
});

const counted = (shape: Shape) => filled(shape, (i) => i + 0.5);

const roundTrip = (shape: Shape): ConformanceCase => exactly("tensor and read", shape, (_, a) => a, counted(shape));

const slices: readonly (readonly [Shape, number, number])[] = [
  [[5], 1, 4],
  [[5, 3], 0, 5],
  [[5, 3], 2, 2],
  [[5, 3], 4, 5],
  [[4, 2, 3], 1, 3],
  [[0, 3], 0, 0],
];

const sliceCase = ([shape, from, to]: readonly [Shape, number, number]): ConformanceCase => {
  const step = sizeOf(shape.slice(1));
  return exactly(`slice ${from} to ${to}`, shape, (on, a) => on.slice(a, from, to), {
    shape: [to - from, ...shape.slice(1)],
    data: counted(shape).data.slice(from * step, to * step),
  });
};

const sums: readonly (readonly [Shape, number])[] = [
  [[7], 0],
  [[0], 0],
  [[4, 6], 0],
  [[4, 6], 1],
  [[3, 0], 1],
  [[0, 3], 0],
  [[2, 3, 5], 0],
  [[2, 3, 5], 1],
  [[2, 3, 5], 2],
];

const sumCase = ([shape, axis]: readonly [Shape, number]): ConformanceCase => ({
  name: `sum of ${print(shape)} over axis ${axis}`,
  quantity: "sum",
  async run(on, dtype) {
    const x = normals(shape, 11);
    const rest = shape.filter((_, i) => i !== axis);
    const inner = sizeOf(shape.slice(axis + 1));
    const [total, magnitudes] = [new Float64Array(sizeOf(rest)), new Float64Array(sizeOf(rest))];
    x.data.forEach((value, i) => {
      const to = Math.floor(i / (inner * shape[axis])) * inner + (i % inner);
      total[to] += value;
      magnitudes[to] += Math.abs(value);
    });
    return deviation(await on.read(on.sum(on.tensor(x, dtype), axis)), { shape: rest, data: total }, magnitudes);
  },
});

const copyIn = async (on: Backend, dtype: Dtype): Promise<Deviation> => {
  const data = Float64Array.of(1, 2, 3);
  const a = on.tensor(ndArray(data, [3]), dtype);
  data[0] = 99;
  const first = await on.read(a);
  first.data[1] = 99;
  return deviation(await on.read(a), { shape: [3], data: [1, 2, 3] });
};

const bothWidths = async (on: Backend, dtype: Dtype): Promise<Deviation> => {
  const values = [1, -0.5, 2 ** 20, 0];
  const from32 = await on.read(on.tensor(ndArray(Float32Array.from(values), [4]), dtype));
  const from64 = await on.read(on.tensor(ndArray(Float64Array.from(values), [4]), dtype));
  const wide = claim(from32.data instanceof Float64Array && from64.data instanceof Float64Array, "read gives a Float64Array");
  return largest(wide, deviation(from32, { shape: [4], data: values }), deviation(from64, { shape: [4], data: values }));
};

const wide = matrix(3, 70, (i, j) => 100 * i + j);

export const arrayCases: readonly ConformanceCase[] = [
  ...shapes.map(roundTrip),
  { name: "tensor and read copy", quantity: "exact", run: copyIn },
  { name: "tensor takes both widths of numbers", quantity: "exact", run: bothWidths },
  {
    name: "tensors say their shape and dtype",
    quantity: "exact",
    run: async (on, dtype) => {
      const a = on.tensor(counted([2, 3]), dtype);
      return claim(a.dtype === dtype && print(a.shape) === "[2, 3]" && on.transpose(a).dtype === dtype, "shape [2, 3] and the dtype asked");
    },
  },
  ...(
    [
      [4, 6],
      [1, 5],
      [33, 17],
      [0, 3],
    ] as const
  ).map(([n, m]) => exactly("transpose", [n, m], (on, a) => on.transpose(a), transpose(counted([n, m])))),
  {
    name: "transpose twice of [3, 70]",
    quantity: "exact",
    run: async (on, dtype) => deviation(await on.read(on.transpose(on.transpose(on.tensor(wide, dtype)))), wide),
  },
  ...(
    [
      [
        [4, 6],
        [3, 8],
      ],
      [[4, 6], [24]],
      [[6], [1, 2, 3]],
      [[1], []],
      [
        [0, 3],
        [5, 0],
      ],
    ] as const
  ).map(([from, to]) => exactly(`reshape to ${print(to)}`, from, (on, a) => on.reshape(a, to), { shape: to, data: counted(from).data })),
  ...slices.map(sliceCase),
  {
    name: "concat of [2, 3], [0, 3], [1, 3]",
    quantity: "exact",
    run: async (on, dtype) => {
      const parts = [counted([2, 3]), counted([0, 3]), counted([1, 3])];
      const joined = on.concat(parts.map((part) => on.tensor(part, dtype)));
      return deviation(await on.read(joined), { shape: [3, 3], data: parts.flatMap((part) => [...part.data]) });
    },
  },
  {
    name: "concat puts slices together again",
    quantity: "exact",
    run: async (on, dtype) => {
      const x = counted([5, 2, 2]);
      const a = on.tensor(x, dtype);
      return deviation(await on.read(on.concat([on.slice(a, 0, 1), on.slice(a, 1, 4), on.slice(a, 4, 5)])), x);
    },
  },
  ...sums.map(sumCase),
  ...[0, 1, 6].map((n) =>
    exactly("diagonal", [n, n], (on, a) => on.diagonal(a), { shape: [n], data: Array.from({ length: n }, (_, i) => at(counted([n, n]), i, i)) }),
  ),
];
