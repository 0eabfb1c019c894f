import type { TypedArray } from '../../tensor/dtype.js';
import type { Operand } from '../../tensor/device.js';
import type { Launcher } from './launch.js';

/** Threads of the workgroup that kernels/subgroup-lanes.wgsl looks at. */
const THREADS = 256;

/**
 * How wide the device's subgroups are, if kernels can rely on it; else 1, and they do without.
 *
 * On some devices the width may be another one in every dispatch, and with it the order in which a kernel adds: there results would
 * differ from run to run. And WGSL leaves open which threads of a workgroup are in a subgroup: everywhere they follow each other, but
 * a sum of the wrong ones would be a silent error, so the device is asked once.
 */
export async function findSubgroupSize(
  device: GPUDevice,
  info: GPUAdapterInfo,
  launcher: Launcher,
  read: (operand: Operand) => Promise<TypedArray>,
): Promise<number> {
  const size = info.subgroupMinSize;
  if (!device.features.has('subgroups') || size === undefined || size !== info.subgroupMaxSize) return 1;
  const lanes = launcher.allocateScratch('int32', 2 * THREADS);
  launcher.launch({ kernel: 'subgroup-lanes', reads: [], writes: [lanes], dispatch: [1, 1, 1] });
  const found = await read(lanes);
  launcher.releaseScratch(lanes);
  const isInOrder = (_: number, thread: number) => found[thread] === thread % size && found[THREADS + thread] === size;
  return Array.from({ length: THREADS }, () => 0).every(isInOrder) ? size : 1;
}
