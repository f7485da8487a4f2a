import { InvalidInput, show } from "@ntkit/core";
import { z } from "zod";
import { finite, positive } from "./check.ts";

/** How one axis is read. */
export const axisSchema = z.strictObject({
  label: z.string().describe("What is measured, with its unit in brackets if it has one"),
  scale: z.enum(["linear", "log"]).default("linear"),
  format: z.enum(["number", "percent"]).default("number").describe("percent shows 0.97 as 97 %"),
  limits: z.tuple([z.number(), z.number()]).optional().describe("Ends of the axis; the extent of the data if left out"),
});

export type Axis = z.input<typeof axisSchema>;

/** Throws InvalidData or InvalidInput, naming the place, for numbers or limits that this axis cannot show. */
export function checkAxis(axis: Axis, lists: readonly (readonly [path: string, values: readonly number[]])[], path: string): void {
  const check = axis.scale === "log" ? positive : finite;
  for (const [at, values] of lists) check(values, at);
  if (axis.limits === undefined) return;
  check(axis.limits, `${path}.limits`);
  if (axis.limits[0] < axis.limits[1]) return;
  throw new InvalidInput({
    path: `${path}.limits`,
    problem: "the lower limit is not below the upper",
    found: show(axis.limits),
    remedy: "Swap or widen them.",
  });
}

/** The ends of the axis: its limits, or the extent of the values, widened if they are all the same. */
export function domainOf(axis: Axis, lists: readonly (readonly number[])[]): [number, number] {
  if (axis.limits !== undefined) return [...axis.limits];
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (const value of list) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low < high) return [low, high];
  return axis.scale === "log" ? [low / 2, high * 2] : [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
}

/** The place in px of a value on an axis that runs from `domain` to `range`. */
export function position(axis: Axis, [low, high]: readonly [number, number], [from, to]: readonly [number, number]): (value: number) => number {
  const unit = axis.scale === "log" ? (v: number) => Math.log(v / low) / Math.log(high / low) : (v: number) => (v - low) / (high - low);
  return (value) => from + unit(value) * (to - from);
}

/** Where an axis is labelled, and with what. */
export interface Ticks {
  readonly values: readonly number[];
  format(value: number): string;
}

const steps = [1, 2, 2.5, 5, 10];

/** At most about `count` round numbers within [low, high]. */
export function linearTicks([low, high]: readonly [number, number], count: number, percent = false): Ticks {
  const scale = percent ? 100 : 1;
  const rough = ((high - low) * scale) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (steps.find((s) => s * power >= rough * (1 - 1e-9)) as number) * power;
  const values: number[] = [];
  for (let k = Math.ceil((low * scale) / step - 1e-9); k * step <= high * scale + step * 1e-9; k++) values.push((k * step) / scale);
  const decimals = Math.max(0, Math.min(12, Math.ceil(-Math.log10(step) - 1e-9) + (step / power === 2.5 ? 1 : 0)));
  const huge = Math.max(Math.abs(low), Math.abs(high)) * scale >= 1e6 || step < 1e-4;
  return { values, format: (value) => (huge ? formatNumber(value) : `${minus((value * scale).toFixed(decimals))}${percent ? "\u00a0%" : ""}`) };
}

/** At most about `count` ticks within [low, high]: powers of ten, or 1, 2, 5 times a power where there are too few. */
export function logTicks([low, high]: readonly [number, number], count: number): Ticks {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  if (to - from < 2) {
    const values: number[] = [];
    for (let power = from - 1; power <= to; power++) for (const s of [1, 2, 5]) values.push(s * 10 ** power);
    return { values: values.filter((v) => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9)), format: formatNumber };
  }
  const every = Math.ceil((to - from) / Math.max(1, count));
  const values: number[] = [];
  for (let power = Math.ceil(from / every) * every; power <= to; power += every) values.push(10 ** power);
  const plain = from >= -3 && to <= 3;
  return { values, format: (value) => (plain ? formatNumber(value) : `10${superscript(Math.round(Math.log10(value)))}`) };
}

/** The ticks of an axis with room for about `count`. */
export const ticksOf = (axis: Axis, domain: readonly [number, number], count: number): Ticks =>
  axis.scale === "log" ? logTicks(domain, count) : linearTicks(domain, count, axis.format === "percent");

const minus = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace("-", "−"));

const superscript = (power: number): string => [...minus(String(power))].map((c) => (c === "−" ? "⁻" : ("⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)] as string))).join("");

/** A number for a reader: three significant digits, powers of ten outside 10⁻³ … 10⁵. */
export function formatNumber(value: number, digits = 3): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) {
    const rounded = Number(value.toPrecision(digits));
    return minus(Math.abs(rounded) >= 10 ** digits ? String(Math.round(value)) : String(rounded));
  }
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e") as [string, string];
  const factor = Number(mantissa);
  const power = `10${superscript(Number(exponent))}`;
  return Math.abs(factor) === 1 ? `${factor < 0 ? "−" : ""}${power}` : `${minus(String(factor))} × ${power}`;
}

/** 0.975 → "97.5 %", with a no-break space. */
export const formatPercent = (share: number, decimals = 1): string => `${minus((share * 100).toFixed(decimals))}\u00a0%`;
