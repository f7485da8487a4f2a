import { defaultClientConditions, defineConfig } from "vite";
import { computes } from "./scripts/computes.ts";
import { serviceWorker } from "./scripts/service-worker.ts";

/** Lets the page have SharedArrayBuffer where the server can say so; everything works without. */
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** TensorFlow.js is large, and few readers ask for it: its parts are named so that they are not kept beforehand. */
const chunkFileNames = ({ moduleIds }: { readonly moduleIds: readonly string[] }): string =>
  moduleIds.some((id) => /@tensorflow|backend-tfjs/.test(id)) ? "assets/tfjs-[hash].js" : "assets/[name]-[hash].js";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { conditions: ["@ntkit/source", ...defaultClientConditions] },
  server: { headers: isolation },
  preview: { headers: isolation },
  worker: { format: "es", plugins: () => [computes()], rolldownOptions: { output: { chunkFileNames } } },
  build: { target: "es2022", chunkSizeWarningLimit: 4000, reportCompressedSize: false },
  plugins: [serviceWorker()],
});
