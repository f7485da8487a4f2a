import { outOfMemory, tooLarge } from "./faults.ts";
import { usage } from "./usage.ts";

/** A piece of GPU memory, counted by those who use it. */
export interface Block {
  readonly buffer: GPUBuffer;
  readonly bytes: number;
  /** How many tensors and tasks hold it. */
  users: number;
  /** Why there is nothing in it: work that should have filled it has failed. */
  failure: Error | undefined;
}

/** Where the numbers of a tensor stand: `offset` counts numbers, not bytes. */
export interface View {
  readonly block: Block;
  readonly offset: number;
}

export interface Memory {
  /** Room for `count` numbers, with one user. Throws NotEnoughMemory if no array may be as large. */
  allocate(count: number): Block;
  release(block: Block): void;
  /** Resolves when all allocations so far are known to be good; gives the first that was not. */
  settled(): Promise<Error | undefined>;
}

/** Freed buffers are kept for the next array of the same size, up to this many bytes in all. */
const keptBytes = 256 * 2 ** 20;

/** `discard` gets buffers that nothing will use again, in the order of the work. */
export function memory(device: GPUDevice, discard: (buffer: GPUBuffer) => void): Memory {
  const limit = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  const kept = new Map<number, GPUBuffer[]>();
  let keptNow = 0;
  let checks: Promise<Error | undefined>[] = [];

  const create = (bytes: number): GPUBuffer => {
    device.pushErrorScope("out-of-memory");
    const buffer = device.createBuffer({ size: bytes, usage: usage.storage | usage.copySource | usage.copyTarget });
    checks.push(
      device.popErrorScope().then(
        (error) => (error === null ? undefined : outOfMemory(bytes)),
        () => undefined,
      ),
    );
    return buffer;
  };

  return {
    allocate(count) {
      const bytes = Math.max(4, 4 * count);
      if (bytes > limit) throw tooLarge(bytes, limit);
      const reused = kept.get(bytes)?.pop();
      if (reused !== undefined) keptNow -= bytes;
      return { buffer: reused ?? create(bytes), bytes, users: 1, failure: undefined };
    },
    release(block) {
      block.users -= 1;
      if (block.users > 0) return;
      const { buffer, bytes } = block;
      if (keptNow + bytes > keptBytes) {
        discard(buffer);
        return;
      }
      keptNow += bytes;
      const same = kept.get(bytes);
      if (same === undefined) kept.set(bytes, [buffer]);
      else same.push(buffer);
    },
    async settled() {
      const waiting = checks;
      checks = [];
      return (await Promise.all(waiting)).find((error) => error !== undefined);
    },
  };
}
