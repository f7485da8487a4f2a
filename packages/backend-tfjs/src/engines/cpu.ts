import type { Engine } from "../engine.ts";

export const cpu = (): Engine => ({
  name: "tfjs-cpu",
  engine: "cpu",
  gpu: false,
  readsAtOnce: true,
  replaced: ["erf"],
  products: "by-entry",
  terms: Number.POSITIVE_INFINITY,
  multiple: 1,
  remedy: "Import @tensorflow/tfjs-backend-cpu, and check that only one version of tfjs is installed.",
});
