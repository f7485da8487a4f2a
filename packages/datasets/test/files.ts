import { readFileSync } from "node:fs";

/** The bytes of a file of test/data, which make_fixtures.py wrote with numpy. */
export const dataFile = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`data/${name}`, import.meta.url)));

export const dataJson = <T>(name: string): T => JSON.parse(new TextDecoder().decode(dataFile(name)));
