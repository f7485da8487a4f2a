/** A compute shader: what tells it from others, how many buffers it binds, and its source. */
export interface Shader {
  /** Shaders of equal key have equal sources: one pipeline serves them all. */
  readonly key: string;
  readonly inputs: number;
  /** How many of the inputs, the last ones, hold i32; the others hold f32. Default 0. */
  readonly integers?: number;
  readonly outputs: number;
  /** How many parameters it reads. */
  readonly parameters: number;
  /** WGSL after `header`. Its entry point is `main`. */
  readonly source: () => string;
}

/** Parameters of every shader: a zero that compilers cannot see, and then its own, from `firstParameter` on. */
export const firstParameter = 1;

/** Parameter k as a WGSL expression of type u32. */
export const parameter = (k: number): string => `parameters[${k >> 2}].${"xyzw"[k & 3]}`;

/** The bindings of a shader: the parameters, then the inputs `in0`, `in1`, … and the outputs `out0`, … */
export function header({ inputs, integers = 0, outputs, parameters }: Shader): string {
  const lines = [`@group(0) @binding(0) var<uniform> parameters: array<vec4<u32>, ${vectors(parameters)}>;`];
  const type = (input: number): string => (input < inputs - integers ? "f32" : "i32");
  for (let k = 0; k < inputs; k++) lines.push(`@group(0) @binding(${1 + k}) var<storage, read> in${k}: array<${type(k)}>;`);
  for (let k = 0; k < outputs; k++) lines.push(`@group(0) @binding(${1 + inputs + k}) var<storage, read_write> out${k}: array<f32>;`);
  return lines.join("\n");
}

/** Parameters are held in vectors of four. */
export const vectors = (parameters: number): number => Math.ceil((firstParameter + parameters) / 4);

/** A number as the bits of a float32: how shaders get it as a parameter. */
export const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0];
