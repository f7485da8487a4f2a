/** The largest exponent that is multiplied out; above it `Math.pow` is as fast and rounds once. */
const largest = 8;

/** True for the exponents that every evaluator multiplies out: the integers 1 to 8. */
export const isSmallPower = (exponent: number): boolean => Number.isInteger(exponent) && exponent >= 1 && exponent <= largest;

/**
 * `x` to a small power by squaring, in the one order of multiplications that every evaluator uses
 * (numbers, interpreter, generated code), so that all give the same bits: x³ = x²·x, x⁴ = x²·x², x⁵ = x⁴·x, …
 */
export function smallPower<T>(x: T, exponent: number, multiply: (a: T, b: T) => T): T {
  if (exponent === 1) return x;
  const half = smallPower(x, Math.floor(exponent / 2), multiply);
  const square = multiply(half, half);
  return exponent % 2 === 0 ? square : multiply(square, x);
}

const times = (a: number, b: number) => a * b;

/** `x` to any power: small integers multiplied out, all else by `Math.pow`. */
export const powerNumber = (x: number, exponent: number): number => (isSmallPower(exponent) ? smallPower(x, exponent, times) : x ** exponent);
