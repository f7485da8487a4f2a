import { Unsupported } from "@ntkit/core";
import { version_core } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { requireVersion } from "./versions.ts";

it("refuses an engine of another version than the core", () => {
  requireVersion("tfjs-wasm", version_core);
  expect(() => requireVersion("tfjs-wasm", "3.1.0")).toThrow(Unsupported);
  expect(() => requireVersion("tfjs-wasm", "3.1.0")).toThrow(`npm install @tensorflow/tfjs-backend-wasm@${version_core}`);
});
