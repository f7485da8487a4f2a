/** What is used of libsvm-js 0.2.1, which brings no types: LIBSVM compiled to plain JavaScript, loaded at once. */
declare module "libsvm-js/asm.js" {
  interface Options {
    /** "0": C-SVC. */
    readonly type: "0";
    /** "4": precomputed; every sample is its number, counted from 1, and its row of the kernel. */
    readonly kernel: "4";
    readonly cost: number;
    readonly tolerance: number;
    /** In MiB. */
    readonly cacheSize: number;
    readonly quiet: boolean;
  }

  class SVM {
    constructor(options: Options);
    train(samples: readonly ArrayLike<number>[], labels: ArrayLike<number>): void;
    /** LIBSVM's own text form of a model. */
    serializeModel(): string;
    free(): void;
  }

  export = SVM;
}
