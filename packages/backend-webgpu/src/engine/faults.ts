import { NotEnoughMemory, type NtkitError, Unsupported } from "@ntkit/core";

/** The GPU went away: after this, nothing of the backend works. */
export const deviceLost = (reason: string): NtkitError =>
  new Unsupported({
    problem: "the GPU device was lost",
    found: reason === "" ? "no reason given" : reason,
    remedy: "Open the backend again. If it happens again, use smaller tiles (systems reset a GPU that is busy for seconds) or another backend.",
  });

/** A backend used after its `close`. */
export const deviceClosed = (): NtkitError => new Unsupported({ problem: "the WebGPU backend is closed", remedy: "Open it again." });

/** The driver or the implementation of WebGPU refused what it was asked for. */
export const refusedByDevice = (message: string): NtkitError =>
  new Unsupported({ problem: "the GPU refused a command", found: message, remedy: "Take another backend, and report this with the name of the GPU." });

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** One array is larger than the device can bind. */
export const tooLarge = (bytes: number, limit: number): NtkitError =>
  new NotEnoughMemory({
    path: "webgpu",
    problem: `one array may take up to ${mebibytes(limit)} on this GPU`,
    found: mebibytes(bytes),
    remedy: "Use smaller tiles, or fewer outputs at a time.",
  });

/** All arrays together are larger than the memory of the device. */
export const outOfMemory = (bytes: number): NtkitError =>
  new NotEnoughMemory({
    path: "webgpu",
    problem: "the GPU has no memory left",
    found: `another ${mebibytes(bytes)} asked for`,
    remedy: "Use smaller tiles, or free arrays sooner.",
  });
