import { ndArray, type Shape, sizeOf } from "@ntkit/core";
import { add, variable } from "@ntkit/formula";
import type { Backend, Operands, Tensor } from "../../backend.ts";
import type { ElementwiseProgram } from "../../program.ts";
import type { ConformanceCase } from "../case.ts";
import { claim, largest, refusal } from "../compare.ts";
import { filled } from "../naive.ts";

type Make = (...shape: number[]) => Tensor;

/** Calls that must be refused, by the name of the error. */
const misuses: readonly (readonly [error: string, name: string, act: (on: Backend, make: Make) => unknown])[] = [
  ["ShapeMismatch", "tensor: too few numbers", (on) => on.tensor({ data: new Float64Array(5), shape: [2, 3], stride: [3, 1] })],
  ["InvalidInput", "tensor: column-major order", (on) => on.tensor({ data: new Float64Array(6), shape: [2, 3], stride: [1, 2] })],
  ["ShapeMismatch", "matmul: inner lengths", (on, make) => on.matmul(make(2, 3), make(4, 5))],
  ["ShapeMismatch", "matmul: inner lengths after a transposition", (on, make) => on.matmul(make(2, 3), make(3, 5), { transposeA: true })],
  ["ShapeMismatch", "matmul: not a matrix", (on, make) => on.matmul(make(2, 3), make(3))],
  ["ShapeMismatch", "gram: numbers of features", (on, make) => on.gram(make(2, 3), make(2, 4), 1)],
  ["ShapeMismatch", "gram: not a matrix", (on, make) => on.gram(make(2, 3, 4), null, 1)],
  ["ShapeMismatch", "gramDiagonal: not a matrix", (on, make) => on.gramDiagonal(make(3), 1)],
  ["ShapeMismatch", "transpose: not a matrix", (on, make) => on.transpose(make(2, 3, 4))],
  ["ShapeMismatch", "reshape: another size", (on, make) => on.reshape(make(2, 3), [5])],
  ["InvalidInput", "reshape: a negative length", (on, make) => on.reshape(make(2, 3), [-2, -3])],
  ["InvalidInput", "slice: past the end", (on, make) => on.slice(make(4, 2), 2, 5)],
  ["InvalidInput", "slice: backwards", (on, make) => on.slice(make(4, 2), 3, 2)],
  ["InvalidInput", "slice: from before the start", (on, make) => on.slice(make(4, 2), -1, 2)],
  ["InvalidInput", "slice: half a row", (on, make) => on.slice(make(4, 2), 0.5, 2)],
  ["ShapeMismatch", "slice: a scalar", (on, make) => on.slice(make(), 0, 0)],
  ["InvalidInput", "gather: past the end", (on, make) => on.gather(make(4, 2), [0, 4])],
  ["InvalidInput", "gather: before −1", (on, make) => on.gather(make(4, 2), Int32Array.of(0, -2))],
  ["InvalidInput", "gather: half a row", (on, make) => on.gather(make(4, 2), [0.5])],
  ["InvalidInput", "gather: not a number", (on, make) => on.gather(make(4, 2), [Number.NaN])],
  ["InvalidInput", "gather: a row of an array without rows", (on, make) => on.gather(make(0, 2), [0])],
  ["ShapeMismatch", "gather: a scalar", (on, make) => on.gather(make(), [])],
  ["InvalidInput", "concat: nothing", (on) => on.concat([])],
  ["ShapeMismatch", "concat: other rows", (on, make) => on.concat([make(2, 3), make(2, 4)])],
  ["ShapeMismatch", "concat: other axes", (on, make) => on.concat([make(2, 3), make(2)])],
  ["InvalidInput", "sum: no such axis", (on, make) => on.sum(make(2, 3), 2)],
  ["InvalidInput", "sum: a negative axis", (on, make) => on.sum(make(2, 3), -1)],
  ["ShapeMismatch", "diagonal: not square", (on, make) => on.diagonal(make(2, 3))],
  ["ShapeMismatch", "eigh: not square", (on, make) => on.eigh(make(2, 3))],
  ["ShapeMismatch", "cholesky: not square", (on, make) => on.cholesky(make(3, 2))],
  ["ShapeMismatch", "choleskySolve: right-hand side", (on, make) => on.choleskySolve(make(3, 3), make(2, 3))],
  ["ShapeMismatch", "choleskySolve: factor not square", (on, make) => on.choleskySolve(make(3, 2), make(3, 1))],
  ["ShapeMismatch", "triangularSolve: a vector", (on, make) => on.triangularSolve(make(3, 3), make(3))],
];

const program = (...lines: readonly string[]): ElementwiseProgram => ({
  stages: [{ kind: "formula", assignments: lines.map((name) => ({ name, value: add(variable("x"), variable("y")) })) }],
  outputs: lines.slice(0, 1),
});

const fusedMisuses: readonly (readonly [error: string, name: string, program: ElementwiseProgram, operands: (make: Make) => Operands])[] = [
  ["UnknownName", "a name that nothing binds", program("s"), (make) => ({ entries: { x: make(3) } })],
  ["UnknownName", "an output that nothing binds", { stages: [], outputs: ["z"] }, (make) => ({ entries: { x: make(3) } })],
  [
    "UnknownName",
    "a host input that nothing binds",
    { stages: [{ kind: "host", inputs: ["z"], outputs: ["h"], evaluate: () => {} }], outputs: ["h"] },
    (make) => ({ entries: { x: make(3) } }),
  ],
  ["UnknownName", "a name used before it is assigned", program("s", "y"), (make) => ({ entries: { x: make(3) } })],
  ["InvalidInput", "a name assigned twice", program("s", "s"), (make) => ({ entries: { x: make(3), y: make(3) } })],
  ["InvalidInput", "the name of an operand assigned", program("x"), (make) => ({ entries: { x: make(3), y: make(3) } })],
  ["InvalidInput", "a name bound by two operands", program("s"), (make) => ({ entries: { x: make(3, 2), y: make(3, 2) }, rows: { x: make(3) } })],
  ["ShapeMismatch", "entries of two shapes", program("s"), (make) => ({ entries: { x: make(3), y: make(4) } })],
  ["ShapeMismatch", "entries of equal size and other shape", program("s"), (make) => ({ entries: { x: make(2, 3), y: make(3, 2) } })],
  ["ShapeMismatch", "rows of another length", program("s"), (make) => ({ entries: { x: make(2, 3) }, rows: { y: make(3) } })],
  ["ShapeMismatch", "columns of another length", program("s"), (make) => ({ entries: { x: make(2, 3) }, columns: { y: make(2) } })],
  ["ShapeMismatch", "rows of two axes", program("s"), (make) => ({ entries: { x: make(2, 3) }, rows: { y: make(2, 1) } })],
  ["ShapeMismatch", "rows with entries of three axes", program("s"), (make) => ({ entries: { x: make(2, 3, 1) }, rows: { y: make(2) } })],
  ["InvalidInput", "rows alone", program("s"), (make) => ({ rows: { x: make(2), y: make(2) } })],
  ["InvalidInput", "no operands", { stages: [], outputs: [] }, () => ({})],
];

const refused = (error: string, name: string, act: (on: Backend, make: Make) => unknown): ConformanceCase => ({
  name: `refused: ${name}`,
  quantity: "exact",
  async run(on, dtype) {
    const make: Make = (...shape) => on.tensor(zeros(shape), dtype);
    const before = on.liveTensors();
    let inputs = 0;
    const counted: Make = (...shape) => {
      inputs += 1;
      return make(...shape);
    };
    const found = await refusal(error, () => act(on, counted));
    return largest(found, claim(on.liveTensors() === before + inputs, "no tensor besides the inputs is left"));
  },
});

const zeros = (shape: Shape) => ndArray(new Float64Array(sizeOf(shape)), shape);

export const misuseCases: readonly ConformanceCase[] = [
  ...misuses.map(([error, name, act]) => refused(error, name, act)),
  ...fusedMisuses.map(([error, name, wrong, operands]) => refused(error, `fused, ${name}`, (on, make) => on.fused(wrong, operands(make)))),
  {
    name: "refused: a dtype that the backend does not have, and two at once",
    quantity: "exact",
    async run(on) {
      const numbers = filled([2, 2], (i) => i);
      const { dtypes } = on.capabilities;
      const absent = (["float64", "float32"] as const).filter((dtype) => !dtypes.includes(dtype));
      const found = await Promise.all(absent.map((dtype) => refusal("Unsupported", () => on.tensor(numbers, dtype))));
      if (absent.length > 0) return largest(...found);
      return refusal("InvalidInput", () => on.matmul(on.tensor(numbers, "float64"), on.tensor(numbers, "float32")));
    },
  },
];
