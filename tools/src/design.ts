/**
 * What may import what. Apps, benchmarks and tests compose what they like; packages keep to the arrows,
 * and none but another backend names a concrete one (`backend-*`). To change this is to change the design: say why in docs/decisions.
 */
export interface Design {
  /** Folder under packages/ → the other packages that its source may import, written without `@ntkit/`. */
  readonly arrows: Readonly<Record<string, readonly string[]>>;
  /** Packages that every package may import. */
  readonly everywhere: readonly string[];
  /** Packages that run in Node alone. In the others only `src/node.ts` and `src/node/` may use Node's modules. */
  readonly nodeOnly: readonly string[];
  /** Folders under apps/. */
  readonly apps: readonly string[];
}

export const design: Design = {
  arrows: {
    core: [],
    formula: [],
    backend: ["formula"],
    "backend-reference": ["backend", "formula"],
    "backend-wasm": ["backend", "formula"],
    "backend-native": ["backend", "formula"],
    "backend-tfjs": ["backend", "formula"],
    "backend-tfjs-cuda": ["backend", "formula", "backend-tfjs"],
    "backend-webgpu": ["backend", "formula"],
    architectures: ["formula", "backend"],
    kernels: ["architectures", "backend", "formula"],
    "tfjs-models": ["architectures", "kernels", "backend", "datasets"],
    losses: ["formula", "backend"],
    solvers: ["losses", "backend", "formula"],
    training: ["architectures", "kernels", "losses", "solvers", "analysis", "datasets", "backend", "formula"],
    classifiers: [],
    analysis: ["backend", "formula"],
    datasets: [],
    plots: [],
    experiment: ["kernels", "solvers", "training", "analysis", "losses", "architectures", "datasets", "backend"],
    store: [],
    cluster: ["store", "experiment"],
  },
  everywhere: ["core"],
  nodeOnly: ["backend-native", "backend-tfjs-cuda", "store", "cluster"],
  apps: ["cli", "demo"],
};
