import { InvalidInput, type Shape, ShapeMismatch, sizeOf } from "@ntkit/core";
import type { Operands, Tensor } from "./backend.ts";
import { checkDtypes } from "./shapes.ts";

/** How the entries of an elementwise result are walked over: `rows` rows of `columns` each; one long row if no operand tells rows from columns. */
export interface Extent {
  readonly shape: Shape;
  readonly rows: number;
  readonly columns: number;
}

/** The shape that operands give to a result. Throws ShapeMismatch if they disagree, InvalidInput if they leave it open. */
export function operandExtent(operands: Operands): Extent {
  const entries = Object.entries(operands.entries ?? {});
  const rows = Object.entries(operands.rows ?? {});
  const columns = Object.entries(operands.columns ?? {});
  const all = [...entries, ...rows, ...columns];
  checkDtypes(
    "fused",
    all.map(([, tensor]) => tensor),
  );

  const given = entries[0]?.[1].shape;
  if (given === undefined && (rows.length === 0 || columns.length === 0)) {
    throw new InvalidInput({
      path: "fused",
      problem: "the operands leave the shape of the result open",
      found: all.length === 0 ? "no operands" : `only ${rows.length > 0 ? "rows" : "columns"}`,
      remedy: "Give entries, or rows and columns; for a program over a single axis give its arrays as entries.",
    });
  }
  const shape = given ?? [rows[0][1].shape[0] ?? 0, columns[0][1].shape[0] ?? 0];
  const flat = rows.length === 0 && columns.length === 0;
  if (!flat && shape.length !== 2) throw misfit(entries[0], "two axes, as there are rows or columns");
  for (const operand of entries) if (print(operand[1].shape) !== print(shape)) throw misfit(operand, print(shape));
  for (const operand of rows) if (print(operand[1].shape) !== print([shape[0]])) throw misfit(operand, `[${shape[0]}], one value a row`);
  for (const operand of columns) if (print(operand[1].shape) !== print([shape[1]])) throw misfit(operand, `[${shape[1]}], one value a column`);
  return flat ? { shape, rows: 1, columns: sizeOf(shape) } : { shape, rows: shape[0], columns: shape[1] };
}

const print = (shape: Shape): string => `[${shape.join(", ")}]`;

const misfit = ([name, tensor]: readonly [string, Tensor], expected: string): ShapeMismatch =>
  new ShapeMismatch({ path: `fused.${name}`, problem: `expected ${expected}`, found: print(tensor.shape), remedy: "Nothing broadcasts but rows and columns." });
