import { type CompiledKernel, type CompileOptions, compile } from "./compile.ts";
import { type KernelSignature, lower, type Step } from "./tape.ts";

/**
 * A string that two signatures share exactly when their kernels are interchangeable: the same computation on the
 * same positions of arrays, scalars and outputs, whatever the names and however the assignments are cut.
 */
export function kernelKey(signature: KernelSignature): string {
  const { steps, outputs } = lower(signature);
  return `${steps.map(print).join(";")}>${outputs.join()}`;
}

function print(step: Step): string {
  if (step.kind === "constant") return Object.is(step.value, -0) ? "-0" : String(step.value);
  return step.kind === "input" ? `${step.level}${step.index}` : `${step.op}(${step.arguments.join()})`;
}

/** `compile` with a memory: signatures of equal key share one kernel. The memory lives as long as the function does. */
export function kernelCache(options: CompileOptions = {}): (signature: KernelSignature) => CompiledKernel {
  const kernels = new Map<string, CompiledKernel>();
  return (signature) => {
    const key = kernelKey(signature);
    let kernel = kernels.get(key);
    if (kernel === undefined) {
      kernel = compile(signature, options);
      kernels.set(key, kernel);
    }
    return kernel;
  };
}
