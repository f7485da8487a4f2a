export { type ReferenceOptions, referenceBackend } from "./reference.ts";
