import type { Backend } from "@ntkit/backend";
import { referenceBackend } from "@ntkit/backend-reference";
import type { Command } from "commander";

/** What there is to say of a backend here, on one line of the table. */
interface Line {
  readonly name: string;
  readonly runs: string;
  readonly device: string;
  readonly precision: string;
}

interface Output {
  write(text: string): unknown;
}

/** A folder with @tensorflow/tfjs-node or -gpu, where they are not installed beside ntkit. */
const tensorflowFolder = process.env["NTKIT_TFJS_NODE"];
const from = tensorflowFolder === undefined ? {} : { from: tensorflowFolder };

/** The backends over other libraries, by name. Each loads its library when it is asked for, and rejects with what is missing and how to get it. */
export const libraryBackends: Readonly<Record<string, () => Promise<Backend>>> = {
  "tfjs-cpu": async () => (await import("@ntkit/backend-tfjs/cpu")).tfjsCpu({ host: referenceBackend() }),
  "tfjs-wasm": async () => (await import("@ntkit/backend-tfjs/wasm")).tfjsWasm({ host: referenceBackend() }),
  "tfjs-wasm-exact": async () => (await import("@ntkit/backend-tfjs/wasm")).tfjsWasm({ host: referenceBackend(), gram: "exact" }),
  "tfjs-node": async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsNode({ host: referenceBackend(), ...from }),
  "tfjs-node-exact": async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsNode({ host: referenceBackend(), gram: "exact", ...from }),
  "tfjs-cuda": async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsCuda({ host: referenceBackend(), ...from }),
  "tfjs-cuda-exact": async () => (await import("@ntkit/backend-tfjs-cuda")).tfjsCuda({ host: referenceBackend(), gram: "exact", ...from }),
  webgpu: async () => (await import("@ntkit/backend-webgpu/node")).openWebgpuInNode({ host: referenceBackend() }),
};

/** Backends that this program cannot have, and why. */
const elsewhere: Readonly<Record<string, string>> = {
  "tfjs-webgl": "It runs in browsers: import tfjsWebgl from @ntkit/backend-tfjs/webgl.",
  "tfjs-webgpu": "It runs in browsers: import tfjsWebgpu from @ntkit/backend-tfjs/webgpu.",
};

/** `ntkit backends`: every backend, whether it runs here, on what device and in which precision; for those that do not, what is missing and how to get it. */
export function addBackendsCommand(program: Command, backends: Readonly<Record<string, () => Backend | Promise<Backend>>>, out: Output = process.stdout): void {
  program
    .command("backends")
    .description("list where ntkit can compute: which backends run here, on what device and in which precision")
    .action(async () => {
      const lines: Line[] = [];
      const notes: string[] = [];
      for (const [name, start] of Object.entries(backends)) {
        try {
          const on = await start();
          const { dtypes, device, gpu } = on.capabilities;
          lines.push({ name, runs: on.name === name ? "yes" : `yes: ${on.name}`, device: device ?? (gpu ? "GPU" : "CPU"), precision: dtypes.join(", ") });
          await on.close?.();
        } catch (error) {
          lines.push({ name, runs: "no", device: "", precision: "" });
          const message = error instanceof Error ? error.message : String(error);
          notes.push(message.startsWith(`${name}: `) ? message : `${name}: ${message}`);
        }
      }
      for (const [name, reason] of Object.entries(elsewhere)) {
        lines.push({ name, runs: "no", device: "", precision: "" });
        notes.push(`${name}: ${reason}`);
      }
      out.write(`${[...table(lines), "", ...notes].join("\n")}\n`);
    });
}

function table(lines: readonly Line[]): string[] {
  const rows = [{ name: "backend", runs: "runs here", device: "device", precision: "precision" }, ...lines].map((line) => [
    line.name,
    line.runs,
    line.device,
    line.precision,
  ]);
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  return rows.map((row) =>
    row
      .map((text, k) => text.padEnd(widths[k]))
      .join("  ")
      .trimEnd(),
  );
}
