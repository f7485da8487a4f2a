/**
 * The place between two positive numbers where a function changes its sign, to the last bit: `f(low)` and `f(high)`
 * have different signs. Bisection of the logarithm, so roots of any size take about 60 evaluations.
 */
export function bisect(f: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  const sign = Math.sign(f(from));
  for (;;) {
    const middle = Math.sqrt(from) * Math.sqrt(to);
    if (!(middle > from && middle < to)) return to;
    if (Math.sign(f(middle)) === sign) from = middle;
    else to = middle;
  }
}
