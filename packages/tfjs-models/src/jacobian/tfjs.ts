/** The part of a tensor of tfjs that is needed. */
export interface TfjsTensor {
  readonly shape: readonly number[];
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

/** A tensor that gradients can be taken by. */
export interface TfjsVariable extends TfjsTensor {
  readonly name: string;
  readonly trainable: boolean;
}

/** The part of tfjs that is needed: the namespace of `@tensorflow/tfjs`, of `@tensorflow/tfjs-core` or of `@tensorflow/tfjs-node`. */
export interface Tfjs<T extends TfjsTensor, V extends T & TfjsVariable> {
  tensor(values: Float32Array, shape: number[]): T;
  variable(value: T): V;
  variableGrads(f: () => T, variables: V[]): { value: T; grads: Record<string, T> };
  mul(a: T, b: T): T;
  sum(x: T): T;
  tidy(f: () => T[]): T[];
}

/** Parameters of a function, by name or in a row: tensors, or variables, of which those that are not trainable stay as they are. */
export type FunctionParameters<T> = Readonly<Record<string, T>> | readonly T[];

export const isVariable = <T extends TfjsTensor, V extends T & TfjsVariable>(tensor: T): tensor is V => "assign" in tensor && "trainable" in tensor;
