import type { GpuBuffer } from './buffers.js';
import type { Pipeline } from './pipelines.js';

/** When there are more, all go: those in use are soon back, and those of buffers that are gone are not. */
const MOST_GROUPS = 4096;

/**
 * Operands bound to the places where a kernel expects them. A training step uses the same buffers as the one before (the pool hands
 * them out in the same order), and to look a group up costs the host far less than to make it.
 */
export class BindGroups {
  private readonly groups = new Map<string, GPUBindGroup>();

  /** `scalars` is what kernels with scalars find behind their operands. */
  constructor(
    private readonly device: GPUDevice,
    private readonly scalars: GPUBufferBinding,
  ) {}

  /** The group of these buffers, in the order of their bindings. */
  find(pipeline: Pipeline, buffers: readonly GpuBuffer[]): GPUBindGroup {
    let key = pipeline.layoutKey;
    for (const { block, offset, boundBytes } of buffers) key += ` ${block.id}+${offset}:${boundBytes}`;
    let group = this.groups.get(key);
    if (!group) {
      if (this.groups.size === MOST_GROUPS) this.groups.clear();
      group = this.make(pipeline, buffers);
      this.groups.set(key, group);
    }
    return group;
  }

  private make(pipeline: Pipeline, buffers: readonly GpuBuffer[]): GPUBindGroup {
    const entries: GPUBindGroupEntry[] = buffers.map(({ block, offset, boundBytes }, binding) => ({
      binding,
      resource: { buffer: block.gpu, offset, size: boundBytes },
    }));
    if (pipeline.hasScalars) entries.push({ binding: buffers.length, resource: this.scalars });
    return this.device.createBindGroup({ layout: pipeline.layout, entries });
  }
}
