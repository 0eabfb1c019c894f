import type { DeviceBuffer } from '../../../tensor/device.js';
import type { StepLaunch } from './collect-launches.js';
import type { Binding } from './kernel-module.js';
import { externalBuffer, overlap } from './step-memory.js';

/** A buffer, and as what a kernel sees it. */
export interface Use {
  readonly buffer: DeviceBuffer;
  readonly binding: Binding;
}

/** The buffers that a launch's kernel uses. A null operand is none. */
export function usesOf({ request, module }: StepLaunch): readonly Use[] {
  const operands = [...request.reads, ...request.writes];
  return module.bindings.flatMap((binding) => {
    const operand = binding.space === 'uniform' ? null : operands[binding.index];
    return operand ? [{ buffer: operand.buffer, binding }] : [];
  });
}

/** Whether a shader can name both: they do not overlap, or are the same memory seen as the same type. */
export function canShare(a: Use, b: Use): boolean {
  if (!overlap(a.buffer, b.buffer)) return true;
  const [first, second] = [externalBuffer(a.buffer), externalBuffer(b.buffer)];
  const isSamePlace = first && second ? first.offset === second.offset : a.buffer === b.buffer;
  return isSamePlace && a.buffer.size === b.buffer.size && a.binding.type === b.binding.type;
}
