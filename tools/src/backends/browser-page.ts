import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import { tfjsWebgl } from "@ntkit/backend-tfjs/webgl";
import { tfjsWebgpu, tfjsWebgpuUnsupported } from "@ntkit/backend-tfjs/webgpu";
import { openWebgpu } from "@ntkit/backend-webgpu";
import { type Examination, examine, type Missing } from "./examine.ts";

/* What runs inside the browser: `examineInPage(name)` is called from outside, and its answer is plain data. */

const starters: Readonly<Record<string, { readonly start: (host: Backend) => Promise<Backend>; readonly unsupported?: Readonly<Record<string, string>> }>> = {
  "tfjs-webgl": { start: (host) => tfjsWebgl({ host }) },
  "tfjs-webgpu": { start: (host) => tfjsWebgpu({ host }), unsupported: tfjsWebgpuUnsupported },
  webgpu: { start: (host) => openWebgpu({ host }) },
};

async function examineInPage(name: string): Promise<Examination | Missing> {
  const { start, unsupported } = starters[name];
  try {
    return await examine(await start(referenceBackend()), referenceBackend(), unsupported);
  } catch (error) {
    return { status: "missing", reason: error instanceof Error ? error.message : String(error) };
  }
}

Object.assign(globalThis, { examineInPage });
