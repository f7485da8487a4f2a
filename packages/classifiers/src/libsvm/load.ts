import type SVM from "libsvm-js/asm.js";

type Machine = typeof SVM;

/**
 * LIBSVM, loaded when it is first asked for. As it loads, it makes the whole process end at any promise that nobody handles:
 * that listener is taken off again.
 */
export async function loadLibsvm(): Promise<Machine> {
  const process: Partial<NodeJS.Process> | undefined = globalThis.process;
  const before = process?.listeners?.("unhandledRejection") ?? [];
  const { default: machine } = await import("libsvm-js/asm.js");
  for (const listener of process?.listeners?.("unhandledRejection") ?? []) {
    if (!before.includes(listener)) process?.removeListener?.("unhandledRejection", listener);
  }
  return machine;
}
