import { bytesPerElement } from '../tensor/dtype.js';
import { Storage } from '../tensor/lifetime.js';
import { rowMajorStrides } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Backend } from './backend.js';

/** Where parts of a block begin: WebGPU's distance between bindings. What lies between two parts is nobody's. */
export const PART_ALIGNMENT = 256;
/** Devices limit how much one buffer holds, to 128 MiB at least; larger sets of tensors are packed into several blocks. */
const LARGEST_BLOCK_BYTES = 64 * 1024 * 1024;

/**
 * Moves tensors into one block of memory, one behind the other, so that a kernel that does the same to each of them can be launched
 * once for all (program/merge-updates.ts). They stay what they are, and keep their values.
 *
 * Only for tensors that nobody has used yet: freshly made parameters. Neighbours on different backends or of different dtypes come
 * into different blocks.
 */
export function packTogether(tensors: readonly Tensor[]): void {
  let block: Tensor[] = [];
  let bytes = 0;
  for (const tensor of tensors) {
    const isAlike = tensor.dtype === block[0]?.dtype && tensor.device === block[0].device;
    if (!isAlike || bytes + alignedBytes(tensor) > LARGEST_BLOCK_BYTES) {
      pack(block);
      [block, bytes] = [[], 0];
    }
    block.push(tensor);
    bytes += alignedBytes(tensor);
  }
  pack(block);
}

/** What a tensor takes in a block. */
export function alignedBytes({ dtype, size }: { readonly dtype: Tensor['dtype']; readonly size: number }): number {
  return Math.ceil((bytesPerElement[dtype] * size) / PART_ALIGNMENT) * PART_ALIGNMENT;
}

function pack(tensors: readonly Tensor[]): void {
  if (tensors.length < 2) return;
  const { dtype, device } = tensors[0];
  const backend = device as Backend;
  const bytes = tensors.reduce((sum, tensor) => sum + alignedBytes(tensor), 0);
  const size = bytes / bytesPerElement[dtype];
  const whole = new Storage(backend, backend.allocate(dtype, size));
  backend.kernels.fill([], [{ buffer: whole.buffer, shape: [size], dtype }], { value: 0 });
  let offset = 0;
  for (const tensor of tensors) {
    const { buffer, storage, shape } = tensor;
    const strides = rowMajorStrides(shape);
    const target = { buffer: backend.view(whole.buffer, { dtype, size: tensor.size, offset }), shape, dtype };
    const all = { shape, inputOffset: 0, inputStrides: strides, outputOffset: 0, outputStrides: strides };
    backend.kernels.copy([{ buffer, shape, dtype }], [target], all);
    storage.moveTo({ whole, offset });
    offset += alignedBytes(tensor);
  }
}
