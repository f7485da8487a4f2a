import { parseFormula, substitute } from "@ntkit/formula";
import { z } from "zod";
import type { Nonlinearity } from "../nonlinearity.ts";

const schema = z.strictObject({
  kind: z.literal("elementwise"),
  formula: z.string().meta({ description: 'φ as a formula in x: "x * tanh(x)"' }),
  breakpoints: z.array(z.number()).default([]).meta({ description: "where φ or its slope jumps" }),
  nodes: z
    .int()
    .min(2)
    .max(200)
    .optional()
    .meta({ description: "Gauss–Hermite nodes a side, for the plain product rule; left out: as many as the accuracy needs" }),
});

const parsed = (formula: string, path: string) => parseFormula(formula, { variables: ["x"], path });

/** Any φ, given as text; its dual is found by quadrature. */
export const elementwise: Nonlinearity<z.infer<typeof schema>> = {
  kind: "elementwise",
  schema,
  example: { kind: "elementwise", formula: "x * tanh(x)", breakpoints: [] },
  check: ({ formula }, path) => void parsed(formula, `${path}.formula`),
  apply: ({ formula }, x) => substitute(parsed(formula, "formula"), { x }),
  breakpoints: ({ breakpoints }) => breakpoints,
  nodes: ({ nodes }) => nodes,
  references: [],
};
