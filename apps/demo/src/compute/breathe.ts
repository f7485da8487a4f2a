/** Lets the worker hear what has come meanwhile, such as that its work is no longer wanted. A long job awaits it between its steps. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
