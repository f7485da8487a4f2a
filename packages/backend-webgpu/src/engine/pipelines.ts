import { header, type Shader } from "./shader.ts";
import { computeStage } from "./usage.ts";

export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** Compiles shaders, each key once. */
export function pipelines(device: GPUDevice): (shader: Shader) => Pipeline {
  const compiled = new Map<string, Pipeline>();
  const layouts = new Map<string, GPUBindGroupLayout>();
  const layoutOf = ({ inputs, outputs }: Shader): GPUBindGroupLayout => {
    const key = `${inputs} ${outputs}`;
    let layout = layouts.get(key);
    if (layout === undefined) {
      const type = (k: number): GPUBufferBindingType => (k === 0 ? "uniform" : k <= inputs ? "read-only-storage" : "storage");
      layout = device.createBindGroupLayout({
        entries: Array.from({ length: 1 + inputs + outputs }, (_, k) => ({ binding: k, visibility: computeStage, buffer: { type: type(k) } })),
      });
      layouts.set(key, layout);
    }
    return layout;
  };
  return (shader) => {
    let found = compiled.get(shader.key);
    if (found === undefined) {
      const layout = layoutOf(shader);
      const module = device.createShaderModule({ code: `${header(shader)}\n\n${shader.source()}` });
      const pipeline = device.createComputePipeline({
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: "main" },
      });
      found = { pipeline, layout };
      compiled.set(shader.key, found);
    }
    return found;
  };
}
