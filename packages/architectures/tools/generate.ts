import { writeFileSync } from "node:fs";
import { architectureJsonSchema } from "../src/index.ts";

/** Writes schema/architecture.schema.json, which editors read. Run: pnpm --filter @ntkit/architectures generate && pnpm format. */
writeFileSync(new URL("../schema/architecture.schema.json", import.meta.url), `${JSON.stringify(architectureJsonSchema(), null, 2)}\n`);
