import { HandgradError } from '../../tensor/error.js';
import type { GpuJs } from './gpujs-package.js';

/**
 * gpu.js for Node. (This is the only file that names the npm package, which is loaded when it is needed and not before.)
 * @throws {HandgradError} when the package is not installed or does not load.
 */
export async function nodeGpuJs(): Promise<GpuJs> {
  try {
    const { default: gpuJs } = await import('gpu.js');
    return gpuJs as unknown as GpuJs;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new HandgradError(
      `gpujs: the npm package 'gpu.js' cannot be loaded (${reason}); run npm install gpu.js, or use another backend`,
    );
  }
}
