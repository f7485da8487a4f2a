import { Unsupported } from "@ntkit/core";
import { version_core } from "@tensorflow/tfjs-core";

/**
 * Engines of another version than tfjs-core bring a tfjs-core of their own, and are unknown to this one. That the version is
 * used keeps bundlers from leaving out an engine that is imported for what it does.
 */
export function requireVersion(engine: string, version: string): void {
  if (version === version_core) return;
  throw new Unsupported({
    path: engine,
    problem: `its engine and @tensorflow/tfjs-core are of different versions`,
    found: `${version} and ${version_core}`,
    remedy: `Run "npm install @tensorflow/tfjs-backend-${engine.replace("tfjs-", "")}@${version_core}".`,
  });
}
