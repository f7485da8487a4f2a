import { readFileSync, writeFileSync } from "node:fs";
import { experimentJsonSchema } from "../src/index.ts";
import { withFieldTable } from "../test/field-table.ts";
import { plugins } from "../test/plugins.ts";

/**
 * Writes what follows from the schemas: schema/experiment.schema.json, which editors read, and the table of fields in the
 * README. Run: pnpm --filter @ntkit/experiment generate, then pnpm format.
 */
const readme = new URL("../README.md", import.meta.url);
writeFileSync(new URL("../schema/experiment.schema.json", import.meta.url), `${JSON.stringify(experimentJsonSchema(plugins), null, 2)}\n`);
writeFileSync(readme, withFieldTable(readFileSync(readme, "utf8")));
