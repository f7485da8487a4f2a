import type { Problem } from "../problem.ts";
import type { Reason } from "../solver.ts";
import type { Method } from "./method.ts";
import type { OdeSpec } from "./options.ts";

/** What can be integrated, and with what. */
export function supportsFlow({ ensemble, method, momentum }: OdeSpec, { loss, kernels }: Problem, methods: Readonly<Record<string, Method>>): true | Reason {
  const block = kernels[ensemble];
  const hasTest = Object.values(kernels).some((other) => other?.cross !== undefined);
  if (block === undefined || (hasTest && block.cross === undefined)) {
    const missing = block === undefined ? `kernels.${ensemble}` : `kernels.${ensemble}.cross`;
    return { problem: `it needs ${missing}`, remedy: "Compute those kernel blocks and give them with the problem." };
  }
  const chosen = method === "auto" ? undefined : methods[method];
  if (loss.kinked && chosen?.errorOrder !== null) {
    return {
      problem: `the gradient of "${loss.spec.kind}" jumps, so its flow slides along the kink, where steps of a controlled error would have no length`,
      remedy: 'Round the kink ("smoothing": 0.01), take "squared-hinge", or the method "euler", which takes fixed steps across it.',
    };
  }
  if (momentum !== undefined && chosen?.spectrum === "real") {
    return {
      problem: `with momentum the flow oscillates, and the method "${chosen.kind}" is for a real spectrum`,
      remedy: 'Take the method "tsit5" or "auto", or leave momentum out.',
    };
  }
  return true;
}
