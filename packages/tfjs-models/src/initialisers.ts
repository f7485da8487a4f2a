import type { Writer } from "./layer-rule.ts";

/** Numbers that feed one output of a layer, and numbers that one input feeds. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Standard deviation of a normal variable of variance 1 that is drawn again outside of ±2. */
const truncatedStd = 0.8796256610342398;

/**
 * The standard deviation of what a Keras initialiser draws; undefined for one that is not known, or whose mean is not 0.
 * A truncated normal of variance scaling is corrected to the variance that was asked for in Keras, and not in tfjs.
 */
export function initialStd(initialiser: unknown, { fanIn, fanOut }: Fans, writer: Writer): number | undefined {
  if (typeof initialiser !== "object" || initialiser === null) return undefined;
  const { class_name: name, config } = initialiser as { class_name?: unknown; config?: Readonly<Record<string, unknown>> | null };
  const field = (key: string, otherwise: number): number => (typeof config?.[key] === "number" ? config[key] : otherwise);
  const scaled = (scale: number, mode: unknown, distribution: unknown): number => {
    const fans: Readonly<Record<string, number>> = { fan_in: fanIn, fan_out: fanOut, fan_avg: (fanIn + fanOut) / 2 };
    const truncated = distribution === "normal" || distribution === "truncated_normal";
    return Math.sqrt(scale / Math.max(1, fans[String(mode)] ?? fanIn)) * (truncated && writer === "tfjs" ? truncatedStd : 1);
  };
  switch (String(name).toLowerCase()) {
    case "zeros":
      return 0;
    case "randomnormal":
      return field("mean", 0) === 0 ? field("stddev", 0.05) : undefined;
    case "truncatednormal":
      return field("mean", 0) === 0 ? truncatedStd * field("stddev", 0.05) : undefined;
    case "randomuniform": {
      const limit = field("maxval", 0.05);
      return field("minval", -0.05) === -limit ? limit / Math.sqrt(3) : undefined;
    }
    case "variancescaling":
      return scaled(field("scale", 1), config?.["mode"] ?? "fan_in", config?.["distribution"] ?? "normal");
    case "glorotuniform":
      return scaled(1, "fan_avg", "uniform");
    case "glorotnormal":
      return scaled(1, "fan_avg", "normal");
    case "heuniform":
      return scaled(2, "fan_in", "uniform");
    case "henormal":
      return scaled(2, "fan_in", "normal");
    case "lecununiform":
      return scaled(1, "fan_in", "uniform");
    case "lecunnormal":
      return scaled(1, "fan_in", "normal");
    case "orthogonal":
      return field("gain", 1) / Math.sqrt(Math.max(fanIn, fanOut));
    default:
      return undefined;
  }
}
