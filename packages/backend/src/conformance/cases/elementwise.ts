import { ndArray, type Shape, sizeOf } from "@ntkit/core";
import { add, divide, multiply, type OperationName, operation, operations, sqrt, variable } from "@ntkit/formula";
import type { FormulaStage, HostStage } from "../../program.ts";
import type { ConformanceCase } from "../case.ts";
import { claim, deviation, largest } from "../compare.ts";
import { at, filled, matrix, normals, uniforms } from "../naive.ts";

const print = (shape: Shape): string => `[${shape.join(", ")}]`;
const formula = (assignments: Readonly<Record<string, FormulaStage["assignments"][number]["value"]>>): FormulaStage => ({
  kind: "formula",
  assignments: Object.entries(assignments).map(([name, value]) => ({ name, value })),
});
const [a, b, c, x, y] = ["a", "b", "c", "x", "y"].map(variable);

/** Every operation of the formula table, at arguments inside its domain, against its own evaluation. */
const operationCase = (name: OperationName): ConformanceCase => ({
  name: `fused: ${name}`,
  quantity: "elementwise",
  async run(on, dtype) {
    const { arity, evaluate } = operations[name];
    const names = ["x", "y", "z"].slice(0, arity);
    const inputs = names.map((_, k) => uniforms([67], 51 + k, 0.05, 0.95).data);
    const signed = inputs.map((values) => values.map((v, i) => (i % 2 === 0 || Number.isNaN(evaluate(...inputs.map(() => -0.5))) ? v : -v)));
    const entries = Object.fromEntries(names.map((n, k) => [n, on.tensor(ndArray(signed[k], [67]), dtype)]));
    const [got] = on.fused({ stages: [formula({ out: operation(name, names.map(variable)) })], outputs: ["out"] }, { entries });
    const expected = filled([67], (i) => evaluate(...signed.map((values) => values[i])));
    return deviation(
      await on.read(got),
      expected,
      expected.data.map((v) => Math.max(1, Math.abs(v))),
    );
  },
});

/** A program of two formula stages with entries, rows and columns: one output from each stage. */
const layered = {
  stages: [formula({ s: sqrt(multiply(a, b)), u: divide(x, variable("s")) }), formula({ v: add(multiply(variable("u"), y), multiply(a, b)) })],
  outputs: ["v", "u"],
};

const shapes: readonly (readonly [number, number])[] = [
  [1, 1],
  [5, 1],
  [1, 700],
  [3, 511],
  [2, 512],
  [3, 513],
  [2, 1025],
  [0, 4],
  [4, 0],
];

const layeredCase = ([n, m]: readonly [number, number]): ConformanceCase => ({
  name: `fused: two stages over rows, columns and entries [${n}, ${m}]`,
  quantity: "elementwise",
  async run(on, dtype) {
    const [rows, columns] = [uniforms([n], 54, 0.5, 2), uniforms([m], 55, 0.5, 2)];
    const [p, q] = [uniforms([n, m], 56, -1, 1), uniforms([n, m], 57, -1, 1)];
    const [v, u] = on.fused(layered, {
      entries: { x: on.tensor(p, dtype), y: on.tensor(q, dtype) },
      rows: { a: on.tensor(rows, dtype) },
      columns: { b: on.tensor(columns, dtype) },
    });
    const expectedU = matrix(n, m, (i, j) => at(p, i, j) / Math.sqrt(rows.data[i] * columns.data[j]));
    const expectedV = matrix(n, m, (i, j) => at(expectedU, i, j) * at(q, i, j) + rows.data[i] * columns.data[j]);
    return largest(deviation(await on.read(u), expectedU, 4, "u:"), deviation(await on.read(v), expectedV, 4, "v:"));
  },
});

const entriesOnly = (shape: Shape): ConformanceCase => ({
  name: `fused: entries of shape ${print(shape)}`,
  quantity: "elementwise",
  async run(on, dtype) {
    const [p, q] = [uniforms(shape, 58, -1, 1), uniforms(shape, 59, -1, 1)];
    const [got] = on.fused(
      { stages: [formula({ t: multiply(x, 3) }), formula({ out: add(variable("t"), multiply(y, y)) })], outputs: ["out"] },
      { entries: { x: on.tensor(p, dtype), y: on.tensor(q, dtype) } },
    );
    return deviation(await on.read(got), { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => p.data[i] * 3 + q.data[i] ** 2) }, 4);
  },
});

/** A function that no formula states; it also writes an output that nothing needs. */
const host: HostStage = {
  kind: "host",
  inputs: ["a", "t", "b"],
  outputs: ["h", "unused"],
  evaluate([p, t, q], [h, unused], count) {
    for (let e = 0; e < count; e++) {
      h[e] = p[e] + 10 * t[e] + 100 * q[e];
      unused[e] = 7;
    }
  },
};

const hostCase = ([n, m]: readonly [number, number]): ConformanceCase => ({
  name: `fused: a host stage between formulas over [${n}, ${m}]`,
  quantity: "elementwise",
  async run(on, dtype) {
    const stages = [formula({ t: multiply(x, 2) }), host, formula({ out: add(variable("h"), multiply(variable("t"), b)) })];
    const [rows, columns, p] = [uniforms([n], 61, 0, 1), uniforms([m], 62, 0, 1), uniforms([n, m], 63, 0, 1)];
    const [h, out] = on.fused(
      { stages, outputs: ["h", "out"] },
      { entries: { x: on.tensor(p, dtype) }, rows: { a: on.tensor(rows, dtype) }, columns: { b: on.tensor(columns, dtype) } },
    );
    const expectedH = matrix(n, m, (i, j) => rows.data[i] + 20 * at(p, i, j) + 100 * columns.data[j]);
    const expected = matrix(n, m, (i, j) => at(expectedH, i, j) + 2 * at(p, i, j) * columns.data[j]);
    return largest(deviation(await on.read(h), expectedH, 200, "h:"), deviation(await on.read(out), expected, 200, "out:"));
  },
});

const special: readonly ConformanceCase[] = [
  {
    name: "fused: outputs that are operands, constants or asked for twice",
    quantity: "exact",
    async run(on, dtype) {
      const [rows, columns, p] = [normals([3], 64), normals([600], 65), normals([3, 600], 66)];
      const results = on.fused(
        { stages: [formula({ seven: add(3, 4), t: add(x, 0.5) })], outputs: ["x", "a", "b", "seven", "t", "t"] },
        { entries: { x: on.tensor(p, dtype) }, rows: { a: on.tensor(rows, dtype) }, columns: { b: on.tensor(columns, dtype) } },
      );
      const [gotX, gotA, gotB, seven, t, again] = await Promise.all(results.map((r) => on.read(r)));
      return largest(
        claim(new Set(results).size === 6, "one tensor for each output"),
        deviation(gotX, p, 1, "entries:"),
        deviation(
          gotA,
          matrix(3, 600, (i) => rows.data[i]),
          1,
          "rows:",
        ),
        deviation(
          gotB,
          matrix(3, 600, (_, j) => columns.data[j]),
          1,
          "columns:",
        ),
        deviation(
          seven,
          matrix(3, 600, () => 7),
          1,
          "constant:",
        ),
        deviation(again, t, 1, "twice:"),
      );
    },
  },
  {
    name: "fused: rows and columns alone give a matrix",
    quantity: "exact",
    async run(on, dtype) {
      const [rows, columns] = [filled([4], (i) => i), filled([5], (j) => 8 * j)];
      const [sum] = on.fused(
        { stages: [formula({ s: add(a, b) })], outputs: ["s"] },
        { rows: { a: on.tensor(rows, dtype) }, columns: { b: on.tensor(columns, dtype) } },
      );
      return deviation(
        await on.read(sum),
        matrix(4, 5, (i, j) => i + 8 * j),
      );
    },
  },
  {
    name: "fused: a program without stages or outputs",
    quantity: "exact",
    async run(on, dtype) {
      const entries = {
        x: on.tensor(
          filled([3], (i) => i),
          dtype,
        ),
      };
      const [copy] = on.fused({ stages: [], outputs: ["x"] }, { entries });
      const nothing = on.fused({ stages: [formula({ t: add(x, 1) })], outputs: [] }, { entries });
      return largest(
        deviation(
          await on.read(copy),
          filled([3], (i) => i),
        ),
        claim(nothing.length === 0, "no outputs, no tensors"),
      );
    },
  },
  {
    name: "fused: forty stages, some values needed much later",
    quantity: "exact",
    async run(on, dtype) {
      // f_k = f_{k−1} + f_{k−7} (the first seven are k): every value is needed again six stages after its own.
      const f = (k: number) => (k < 7 ? add(multiply(x, 0), k) : add(variable(`f${k - 1}`), variable(`f${k - 7}`)));
      const stages = Array.from({ length: 40 }, (_, k) => formula({ [`f${k}`]: f(k) }));
      const expected = Array.from({ length: 40 }, (_, k) => k);
      for (let k = 7; k < 40; k++) expected[k] = expected[k - 1] + expected[k - 7];
      const results = on.fused(
        { stages, outputs: ["f39", "f20"] },
        {
          entries: {
            x: on.tensor(
              filled([515], () => 1),
              dtype,
            ),
          },
        },
      );
      const [last, middle] = await Promise.all(results.map((r) => on.read(r)));
      return largest(
        deviation(
          last,
          filled([515], () => expected[39]),
        ),
        deviation(
          middle,
          filled([515], () => expected[20]),
        ),
      );
    },
  },
  {
    name: "fused: equal stages under other names, and names of any sort",
    quantity: "exact",
    async run(on, dtype) {
      const twice = (from: string, to: string) => formula({ [to]: add(multiply(variable(from), 2), 1) });
      const stages = [twice("constructor", "a b"), twice("a b", "0"), twice("0", "return")];
      const [got] = on.fused(
        { stages, outputs: ["return"] },
        {
          entries: {
            constructor: on.tensor(
              filled([9], (i) => i),
              dtype,
            ),
          },
        },
      );
      return deviation(
        await on.read(got),
        filled([9], (i) => 8 * i + 7),
      );
    },
  },
  {
    name: "fused: an entry depends on its values alone, to the last bit",
    quantity: "exact",
    async run(on, dtype) {
      // The same 31 values against themselves: from rows and columns, from entries, one by one, and in tiles.
      const q = uniforms([31], 67, 0.1, 3);
      const t = on.tensor(q, dtype);
      const stages = [
        formula({ s: sqrt(multiply(a, b)) }),
        formula({ out: multiply(operation("acos", [divide(divide(multiply(a, b), variable("s")), 7)]), add(variable("s"), c)) }),
      ];
      const run = (rows: typeof t, columns: typeof t, entries: typeof t) =>
        on.fused({ stages, outputs: ["out"] }, { entries: { c: entries }, rows: { a: rows }, columns: { b: columns } })[0];
      const square = on.tensor(
        matrix(31, 31, (i, j) => q.data[Math.min(i, j)]),
        dtype,
      );
      const whole = run(t, t, square);
      const [byEntry] = on.fused(
        { stages, outputs: ["out"] },
        {
          entries: {
            a: on.tensor(
              matrix(31, 31, (i) => q.data[i]),
              dtype,
            ),
            b: on.tensor(
              matrix(31, 31, (_, j) => q.data[j]),
              dtype,
            ),
            c: square,
          },
        },
      );
      const [alone] = on.fused({ stages, outputs: ["out"] }, { entries: { a: t, b: t, c: t } });
      const tiles = on.concat([run(on.slice(t, 0, 5), t, on.slice(square, 0, 5)), run(on.slice(t, 5, 31), t, on.slice(square, 5, 31))]);
      const [expected, entry, diagonal, alones, tiled] = await Promise.all([whole, byEntry, on.diagonal(whole), alone, tiles].map((r) => on.read(r)));
      return largest(deviation(entry, expected, 1, "entries:"), deviation(alones, diagonal, 1, "diagonal:"), deviation(tiled, expected, 1, "tiles:"));
    },
  },
];

export const elementwiseCases: readonly ConformanceCase[] = [
  ...(Object.keys(operations) as OperationName[]).map(operationCase),
  ...shapes.map(layeredCase),
  ...([[0], [1], [511], [512], [513], [1025], [2, 3, 5], []] as const).map(entriesOnly),
  ...(
    [
      [2, 3],
      [3, 513],
      [1, 1],
      [0, 2],
    ] as const
  ).map(hostCase),
  ...special,
];
