import { evaluateArray, formula } from "@ntkit/formula";

/** Run with --disallow-code-generation-from-strings, as a content security policy would: prints what still works. */
function attempt(): string {
  try {
    return typeof new Function("return 1");
  } catch (error) {
    return (error as Error).name;
  }
}

const values = evaluateArray(formula`erf(x) / 3`, { x: Float64Array.of(-1, 0, 2) });
console.log(JSON.stringify({ newFunction: attempt(), values: [...values] }));
