import { FileProblem, type NDArray, ndArray, parse, type Shape, sizeOf, Unsupported } from "@ntkit/core";
import { z } from "zod";

/** One weight in the manifest of model.json: how its bytes are to be read. */
export const weightSpecSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.string(),
  group: z.string().optional(),
  quantization: z.looseObject({ dtype: z.string(), scale: z.number().optional(), min: z.number().optional() }).optional(),
});

export type WeightSpec = z.infer<typeof weightSpecSchema>;

interface Stored {
  readonly bytes: number;
  read(view: DataView, at: number): number;
}

/** Little-endian, as tfjs writes and the machines that it runs on are. */
const stored: Readonly<Record<string, Stored>> = {
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  int32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  bool: { bytes: 1, read: (view, at) => view.getUint8(at) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  uint16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  float16: { bytes: 2, read: (view, at) => halfFloat(view.getUint16(at, true)) },
};

/**
 * The weights in the bytes of one group of a manifest, by name, as float64: exactly the numbers that tfjs computes with.
 * Quantised ones are `scale · q + min`, rounded to float32 as tfjs rounds them (uint8, uint16), or half floats (float16).
 * The state of an optimizer is left out.
 *
 * @throws FileProblem for bytes that do not end where the weights end; Unsupported for a type that no weight of a layer has
 */
export function decodeWeights(bytes: Uint8Array, specs: readonly unknown[], path = "weights"): Record<string, NDArray> {
  const weights: Record<string, NDArray> = {};
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = 0;
  for (const [i, given] of specs.entries()) {
    const spec = parse(weightSpecSchema, given, `weights[${i}]`);
    const type = typeOf(spec);
    const end = start + sizeOf(spec.shape) * type.bytes;
    if (end > bytes.length) throw wrongLength(path, `"${spec.name}" of shape [${spec.shape.join(", ")}] ends at byte ${end}`, bytes.length);
    if (spec.group !== "optimizer") weights[spec.name] = decode(view, start, spec, type);
    start = end;
  }
  if (start < bytes.length) throw wrongLength(path, `the weights of the manifest end at byte ${start}`, bytes.length);
  return weights;
}

function typeOf({ name, dtype, quantization }: WeightSpec): Stored {
  const kind = quantization?.dtype ?? dtype;
  if (Object.hasOwn(stored, kind) && (quantization === undefined || dtype === "float32" || dtype === "int32")) return stored[kind];
  const found = quantization === undefined ? dtype : `${dtype} as ${kind}`;
  const remedy = `Take a model whose weights are float32, as they are or quantised to uint8, uint16 or float16.`;
  throw new Unsupported({ path: `weights["${name}"]`, problem: "a type of numbers that no weight of a layer has", found, remedy });
}

function decode(view: DataView, start: number, { shape, dtype, quantization }: WeightSpec, { bytes, read }: Stored): NDArray {
  const { scale, min = 0 } = quantization ?? {};
  const round = dtype === "int32" ? Math.round : Math.fround;
  return ndArray(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
      const value = read(view, start + i * bytes);
      return scale === undefined ? value : round(value * scale + min);
    }),
    shape as Shape,
  );
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const wrongLength = (path: string, problem: string, found: number): FileProblem =>
  new FileProblem({ path, problem, found: `${found} bytes`, remedy: "Take the weight files that were written together with this model.json." });
