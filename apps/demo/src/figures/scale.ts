/** From values to pixels and back, straight or by the logarithm. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly kind: "linear" | "log";
  invert(pixel: number): number;
}

export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const slope = (range[1] - range[0]) / (domain[1] - domain[0]);
  return Object.assign((value: number) => range[0] + (value - domain[0]) * slope, {
    domain,
    range,
    kind: "linear" as const,
    invert: (pixel: number) => domain[0] + (pixel - range[0]) / slope,
  });
}

export function logScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const inner = linearScale([Math.log(domain[0]), Math.log(domain[1])], range);
  return Object.assign((value: number) => inner(Math.log(value)), {
    domain,
    range,
    kind: "log" as const,
    invert: (pixel: number) => Math.exp(inner.invert(pixel)),
  });
}

const digits = (value: number): string => value.toFixed(1);

/** The `d` of a line through points; a place that is not finite breaks it. */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>, x: (value: number) => number, y: (value: number) => number): string {
  let path = "";
  let down = false;
  for (let i = 0; i < xs.length; i++) {
    const [px, py] = [x(xs[i]), y(ys[i])];
    if (Number.isFinite(px) && Number.isFinite(py)) path += `${down ? "L" : "M"}${digits(px)},${digits(py)}`;
    down = Number.isFinite(px) && Number.isFinite(py);
  }
  return path;
}

/** The `d` of the area between two lines. */
export function bandPath(
  xs: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const there = linePath(xs, upper, x, y);
  let back = "";
  for (let i = xs.length - 1; i >= 0; i--) back += `L${digits(x(xs[i]))},${digits(y(lower[i]))}`;
  return there === "" ? "" : `${there}${back}Z`;
}
