import type { Expr } from "./expression.ts";

/** How many formulas are remembered at a time. */
const most = 256;

/** `make` with a memory: equal numbers give the same formula, which backends then need not plan and compile again. */
export function remembered(make: (...numbers: number[]) => Expr): (...numbers: number[]) => Expr {
  const known = new Map<string, Expr>();
  return (...numbers) => {
    const key = numbers.join();
    const formula = known.get(key) ?? make(...numbers);
    if (known.size >= most) known.clear();
    known.set(key, formula);
    return formula;
  };
}
