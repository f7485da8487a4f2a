import { add, divide, exp, greaterEqual, log1p, max, negate, select } from "./build.ts";
import type { Expr, ExprLike } from "./expression.ts";

/** `e^(−|x|)`, written so that its derivative at 0 is the one from the right, as in the selects below. */
const decay = (x: ExprLike): Expr => exp(select(greaterEqual(x, 0), negate(x), x));

/** `max(x, 0)`, with slope 0 at 0. */
export const relu = (x: ExprLike): Expr => max(x, 0);

/** `1 / (1 + e^(−x))`; neither it nor its derivatives overflow. */
export const sigmoid = (x: ExprLike): Expr => divide(select(greaterEqual(x, 0), 1, decay(x)), add(1, decay(x)));

/** `log(1 + e^x)` as `max(x, 0) + log1p(e^(−|x|))`; neither it nor its derivatives overflow. */
export const softplus = (x: ExprLike): Expr => add(select(greaterEqual(x, 0), x, 0), log1p(decay(x)));

/** Functions of one argument that a text may use and that are made of operations. */
export const macros: Readonly<Record<string, (x: ExprLike) => Expr>> = { relu, sigmoid, softplus };
