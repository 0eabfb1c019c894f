import type { GpuJs } from './gpujs-package.js';

/**
 * gpu.js finds WebGPU at `navigator.gpu` alone, and all of its kernels share one device. Here it is lent a WebGPU where a place
 * (Node) has none under that name; the device ends with the last backend that uses it.
 */

/** Who uses the device. A GPU object has to be held as long as its device, which in Node ends with it. */
const users = new Map<object, GPU>();

/** Runs `work`, in which gpu.js opens its device, while `navigator.gpu` is `gpu`. `user` has the device until `giveBack`. */
export async function lendWebGpu<T>(gpu: GPU, user: object, work: () => Promise<T>): Promise<T> {
  const place = globalThis as { navigator?: { gpu?: GPU } };
  const own = place.navigator;
  users.set(user, gpu);
  if (own?.gpu) return work();
  if (own) Object.defineProperty(own, 'gpu', { value: gpu, configurable: true });
  else place.navigator = { gpu };
  try {
    return await work();
  } finally {
    if (own) delete own.gpu;
    else delete place.navigator;
  }
}

/** Ends the device if `user` was the last one to use it. */
export function giveBackWebGpu(gpuJs: GpuJs, user: object): void {
  if (users.delete(user) && users.size === 0) void gpuJs.WebGPUContext.destroy();
}
