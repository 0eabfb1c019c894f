import { oneLine, type Faults } from '../faults.js';
import { ShaderStage } from '../gpu-flags.js';
import type { Dispatch } from '../launch.js';
import type { FusedShader } from './fused-shader.js';
import type { StepTable } from './step-table.js';

/** A dispatch with everything made. */
export interface ReadyDispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: Dispatch;
}

/** Compiles a fused shader and binds its memory. What the compiler refuses is thrown by the next wait for the device. */
export function compileDispatch(
  device: GPUDevice,
  faults: Faults,
  shader: FusedShader,
  table: StepTable,
  label: string,
  workgroups: Dispatch,
): ReadyDispatch {
  const module = device.createShaderModule({ label, code: shader.source });
  faults.addCheck(
    module.getCompilationInfo().then(({ messages }) => {
      const error = messages.find(({ type }) => type === 'error');
      return error ? `webgpu: the fused kernel ${label} does not compile: ${oneLine(error.message)}` : null;
    }),
  );
  const resources: { layout: GPUBufferBindingLayout; resource: GPUBufferBinding }[] = shader.bindings.map(
    ({ block, offset, bytes, isWritten }) => ({
      layout: { type: isWritten ? 'storage' : 'read-only-storage' },
      resource: { buffer: block.gpu, offset, size: bytes },
    }),
  );
  if (shader.usesTable) {
    resources.push({ layout: { type: 'uniform' }, resource: { buffer: table.gpu, size: table.bytes } });
  }
  const layout = device.createBindGroupLayout({
    entries: resources.map((entry, binding) => ({ binding, visibility: ShaderStage.COMPUTE, buffer: entry.layout })),
  });
  return {
    pipeline: device.createComputePipeline({
      label,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    }),
    bindGroup: device.createBindGroup({
      layout,
      entries: resources.map(({ resource }, binding) => ({ binding, resource })),
    }),
    workgroups,
  };
}
