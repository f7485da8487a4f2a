import { commands } from "./commands.ts";
import { deviceClosed, deviceLost, refusedByDevice } from "./faults.ts";
import { type Block, memory, type View } from "./memory.ts";
import type { Shader } from "./shader.ts";
import { timeline } from "./timeline.ts";
import { mapForReading, usage } from "./usage.ts";

/** A run of a shader: reads the inputs, fills the outputs. No block may be both. */
export interface Job {
  readonly shader: Shader;
  readonly inputs: readonly Block[];
  readonly outputs: readonly Block[];
  readonly parameters: readonly number[];
  readonly groups: readonly [x: number, y: number];
}

export interface Part {
  readonly view: View;
  readonly count: number;
}

/** Computes on the host, from numbers copied out of the GPU, what is copied back. */
export type HostWork = (inputs: readonly Float32Array[]) => readonly Float32Array<ArrayBuffer>[] | Promise<readonly Float32Array<ArrayBuffer>[]>;

/**
 * The GPU as a machine that does one thing after the other. Everything is asked for without waiting, except `download`;
 * what fails marks the blocks that it should have filled, and the mark follows whoever computes with them, up to `download`.
 */
export interface Engine {
  readonly limits: GPUSupportedLimits;
  allocate(count: number): Block;
  retain(block: Block): Block;
  release(block: Block): void;
  upload(block: Block, data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>): void;
  copy(from: View, to: View, count: number): void;
  dispatch(job: Job): void;
  onHost(inputs: readonly Part[], outputs: readonly View[], work: HostWork): void;
  /** Rejects if what should be there failed, or if the device did. Downloads asked for together travel together. */
  download(part: Part): Promise<Float32Array>;
  close(): void;
}

export function engine(device: GPUDevice): Engine {
  const order = timeline();
  const gpu = commands(device);
  const blocks = memory(device, (buffer) => {
    order.run(() => {
      gpu.destroy(buffer);
      return undefined;
    });
  });
  /** Why nothing works any more. */
  let fault: Error | undefined;
  void device.lost.then(({ message }) => {
    fault ??= deviceLost(message);
  });
  device.addEventListener("uncapturederror", (event) => {
    fault ??= refusedByDevice((event as GPUUncapturedErrorEvent).error.message);
  });
  const checkDevice = (): void => {
    if (fault !== undefined) throw fault;
  };

  /** Runs `work` in its turn unless one of its inputs failed; then its outputs have failed too. */
  const schedule = (inputs: readonly Block[], outputs: readonly Block[], work: () => undefined | Promise<void>): void => {
    order.run(() => {
      const failure = fault ?? inputs.find((block) => block.failure !== undefined)?.failure;
      const fail = (error: unknown): void => {
        for (const block of outputs) block.failure = error instanceof Error ? error : new Error(String(error));
      };
      if (failure !== undefined) {
        fail(failure);
        return undefined;
      }
      try {
        return work()?.catch(fail);
      } catch (error) {
        fail(error);
        return undefined;
      }
    });
  };

  /** The numbers of some views, once the commands so far have run. */
  const fetch = async (parts: readonly Part[]): Promise<Float32Array[]> => {
    const staged = parts.map(({ view, count }) => {
      const buffer = device.createBuffer({ size: Math.max(4, 4 * count), usage: usage.mapRead | usage.copyTarget });
      if (count > 0) gpu.copy({ buffer: view.block.buffer, offset: view.offset }, { buffer, offset: 0 }, count);
      return buffer;
    });
    // Other downloads asked for in the same breath come along.
    await Promise.resolve();
    gpu.submit();
    try {
      await Promise.all(staged.map((buffer) => buffer.mapAsync(mapForReading)));
      return staged.map((buffer, k) => new Float32Array(buffer.getMappedRange().slice(0, 4 * parts[k].count)));
    } catch (error) {
      throw fault ?? error;
    } finally {
      for (const buffer of staged) buffer.destroy();
    }
  };

  return {
    limits: device.limits,
    allocate(count) {
      checkDevice();
      return blocks.allocate(count);
    },
    retain(block) {
      block.users += 1;
      return block;
    },
    release: blocks.release,
    upload(block, data) {
      schedule([], [block], () => {
        if (data.length > 0) gpu.write(block.buffer, 0, data);
        return undefined;
      });
    },
    copy(from, to, count) {
      if (count === 0) return;
      schedule([from.block], [to.block], () => {
        gpu.copy({ buffer: from.block.buffer, offset: from.offset }, { buffer: to.block.buffer, offset: to.offset }, count);
        return undefined;
      });
    },
    dispatch({ shader, inputs, outputs, parameters, groups }) {
      if (groups[0] * groups[1] === 0) return;
      schedule(inputs, outputs, () => {
        gpu.dispatch({ shader, inputs: inputs.map(({ buffer }) => buffer), outputs: outputs.map(({ buffer }) => buffer), parameters, groups });
        return undefined;
      });
    },
    onHost(inputs, outputs, work) {
      schedule(
        inputs.map(({ view }) => view.block),
        outputs.map(({ block }) => block),
        async () => {
          const results = await work(await fetch(inputs));
          results.forEach((data, k) => {
            if (data.length > 0) gpu.write(outputs[k].block.buffer, outputs[k].offset, data);
          });
        },
      );
    },
    async download(part) {
      const numbers = await new Promise<Float32Array[]>((resolve) => {
        order.run(() => {
          const failure = fault ?? part.view.block.failure;
          resolve(failure === undefined ? fetch([part]) : Promise.reject(failure));
          return undefined;
        });
      });
      fault ??= await blocks.settled();
      checkDevice();
      return numbers[0];
    },
    close() {
      fault ??= deviceClosed();
      device.destroy();
    },
  };
}
