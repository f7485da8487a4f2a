import { defaultClientConditions, defineConfig, type Plugin } from "vite";
import { serviceWorker } from "./scripts/service-worker.ts";

/** Lets the page have SharedArrayBuffer where the server can say so; everything works without. */
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { conditions: ["@ntkit/source", ...defaultClientConditions] },
  server: { headers: isolation },
  preview: { headers: isolation },
  worker: { format: "es" },
  build: { target: "es2022", chunkSizeWarningLimit: 4000, reportCompressedSize: false },
  plugins: [serviceWorker() satisfies Plugin],
});
