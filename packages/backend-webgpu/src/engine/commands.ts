import { pipelines } from "./pipelines.ts";
import { type Shader, vectors } from "./shader.ts";
import { usage } from "./usage.ts";

/** A run of a shader over `groups` workgroups. */
export interface Dispatch {
  readonly shader: Shader;
  readonly inputs: readonly GPUBuffer[];
  readonly outputs: readonly GPUBuffer[];
  /** Unsigned 32-bit integers, after the hidden zero. */
  readonly parameters: readonly number[];
  readonly groups: readonly [x: number, y: number];
}

/** Commands to the GPU, gathered and submitted together. */
export interface Commands {
  dispatch(dispatch: Dispatch): void;
  copy(from: { readonly buffer: GPUBuffer; readonly offset: number }, to: { readonly buffer: GPUBuffer; readonly offset: number }, count: number): void;
  write(buffer: GPUBuffer, offset: number, data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>): void;
  /** Destroys a buffer after everything asked for so far. */
  destroy(buffer: GPUBuffer): void;
  /** Sends off what is gathered. */
  submit(): void;
}

/** Bytes of parameters that are gathered before they are sent, and the alignment that every device has for each set of them. */
const parameterBytes = 65_536;
const alignment = 256;
/** Dispatches gathered before they are sent: the GPU begins while the rest is being written down. */
const gathered = 64;

export function commands(device: GPUDevice): Commands {
  const pipeline = pipelines(device);
  const parameterBuffer = device.createBuffer({ size: parameterBytes, usage: usage.uniform | usage.copyTarget });
  const parameterValues = new Uint32Array(parameterBytes / 4);
  let parametersUsed = 0;
  let encoder: GPUCommandEncoder | undefined;
  let pass: GPUComputePassEncoder | undefined;
  let dispatches = 0;
  let doomed: GPUBuffer[] = [];
  /** What the gathered commands use: a write to one of these must wait for them. */
  const used = new Set<GPUBuffer>();

  const open = (): GPUCommandEncoder => {
    encoder ??= device.createCommandEncoder();
    return encoder;
  };
  const endPass = (): void => {
    pass?.end();
    pass = undefined;
  };
  const submit = (): void => {
    endPass();
    if (encoder !== undefined) {
      if (parametersUsed > 0) device.queue.writeBuffer(parameterBuffer, 0, parameterValues, 0, parametersUsed / 4);
      device.queue.submit([encoder.finish()]);
    }
    encoder = undefined;
    parametersUsed = 0;
    dispatches = 0;
    used.clear();
    for (const buffer of doomed) buffer.destroy();
    doomed = [];
  };

  return {
    dispatch({ shader, inputs, outputs, parameters, groups }) {
      const size = 16 * vectors(shader.parameters);
      if (parametersUsed + size > parameterBytes) submit();
      const at = parametersUsed;
      parameterValues.set([0, ...parameters], at / 4);
      parametersUsed += alignment * Math.ceil(size / alignment);
      const { pipeline: compiled, layout } = pipeline(shader);
      const buffers = [...inputs, ...outputs];
      for (const buffer of buffers) used.add(buffer);
      pass ??= open().beginComputePass();
      pass.setPipeline(compiled);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout,
          entries: [
            { binding: 0, resource: { buffer: parameterBuffer, offset: at, size } },
            ...buffers.map((buffer, k) => ({ binding: 1 + k, resource: { buffer } })),
          ],
        }),
      );
      pass.dispatchWorkgroups(...groups);
      dispatches += 1;
      if (dispatches >= gathered) submit();
    },
    copy(from, to, count) {
      endPass();
      used.add(from.buffer).add(to.buffer);
      open().copyBufferToBuffer(from.buffer, 4 * from.offset, to.buffer, 4 * to.offset, 4 * count);
    },
    write(buffer, offset, data) {
      if (used.has(buffer)) submit();
      device.queue.writeBuffer(buffer, 4 * offset, data);
    },
    destroy(buffer) {
      if (used.has(buffer)) doomed.push(buffer);
      else buffer.destroy();
    },
    submit,
  };
}
