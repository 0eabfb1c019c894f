import { HandgradError } from '../../tensor/error.js';
import { oneLine, type Faults } from './faults.js';
import { ShaderStage } from './gpu-flags.js';
import type { LaunchRequest } from './launch.js';
import { assembleShader, type Shader, type ShaderRequest } from './shader.js';

/** A compiled kernel and the layout of what it is bound to. */
export interface Pipeline {
  readonly gpu: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Equal for pipelines of equal layout. */
  readonly layoutKey: string;
  readonly hasScalars: boolean;
}

/** Finds the pipeline for a request, compiling it when it is asked for the first time. */
export interface Pipelines {
  find(request: LaunchRequest): Pipeline;
}

export function createPipelines(device: GPUDevice, faults: Faults): Pipelines {
  const pipelines = new Map<string, Pipeline>();
  const modules = new Map<string, GPUShaderModule>();
  const layouts = new Map<string, GPUBindGroupLayout>();
  /** What the compiler said of modules that it refused: by the second launch at the latest it is known. */
  const failures = new Map<string, string>();

  function find(request: LaunchRequest): Pipeline {
    const hasScalars = request.scalars !== undefined;
    const shaderKey = keyOf(request);
    const layoutKey = `${request.reads.length} ${request.writes.length} ${hasScalars}`;
    const key = `${shaderKey} ${request.entry ?? ''} ${layoutKey}`;
    const failure = failures.get(shaderKey);
    if (failure !== undefined) throw new HandgradError(failure);
    let pipeline = pipelines.get(key);
    if (!pipeline) {
      const layout = remember(layouts, layoutKey, () =>
        bindGroupLayout(request.reads.length, request.writes.length, hasScalars),
      );
      const module = remember(modules, shaderKey, () => compile(request, shaderKey));
      pipeline = { gpu: computePipeline(request, layout, module), layout, layoutKey, hasScalars };
      pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  function compile(request: ShaderRequest, shaderKey: string): GPUShaderModule {
    const shader = assembleShader(request);
    const module = device.createShaderModule({ label: request.kernel, code: shader.source });
    const check = module.getCompilationInfo().then((info) => {
      const failure = compileError(info, shader, request.kernel);
      if (failure !== null) failures.set(shaderKey, failure);
      return failure;
    });
    faults.addCheck(check);
    return module;
  }

  function computePipeline(
    request: LaunchRequest,
    layout: GPUBindGroupLayout,
    module: GPUShaderModule,
  ): GPUComputePipeline {
    return device.createComputePipeline({
      label: request.kernel,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: request.entry ?? 'main' },
    });
  }

  /** Spelled out, where WebGPU could derive it from the shader, so that a kernel may leave an operand unused. */
  function bindGroupLayout(reads: number, writes: number, hasScalars: boolean): GPUBindGroupLayout {
    const types: GPUBufferBindingLayout[] = [
      ...Array.from({ length: reads }, () => ({ type: 'read-only-storage' as const })),
      ...Array.from({ length: writes }, () => ({ type: 'storage' as const })),
    ];
    if (hasScalars) types.push({ type: 'uniform', hasDynamicOffset: true });
    return device.createBindGroupLayout({
      entries: types.map((buffer, binding) => ({ binding, visibility: ShaderStage.COMPUTE, buffer })),
    });
  }

  return { find };
}

function compileError({ messages }: GPUCompilationInfo, shader: Shader, kernel: string): string | null {
  const errors = messages.filter(({ type }) => type === 'error');
  if (errors.length === 0) return null;
  const [{ lineNum, linePos, message }] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `webgpu: ${kernel} does not compile: ${shader.placeOf(lineNum)}:${linePos}: ${oneLine(message)}${more}`;
}

/** Equal for requests that have the same shader. */
function keyOf({ kernel, constants, aliases, include }: ShaderRequest): string {
  return JSON.stringify([kernel, constants, aliases, include]);
}

function remember<T>(cache: Map<string, T>, key: string, make: () => T): T {
  let value = cache.get(key);
  if (value === undefined) {
    value = make();
    cache.set(key, value);
  }
  return value;
}
