import { HandgradError } from '../../tensor/error.js';
import { oneLine } from './faults.js';

/**
 * WebGPU for Node: Dawn, through the npm package `webgpu`. (This is the only file that names the package, which is loaded when
 * it is needed and not before.)
 *
 * The caller has to hold on to the object for as long as it uses a device: Dawn ends with it.
 * @throws {HandgradError} when the package is missing or does not run on this machine.
 */
export async function nodeGpu(flags: string[] = []): Promise<GPU> {
  try {
    const { create } = await import('webgpu');
    return create(flags);
  } catch (error) {
    throw new HandgradError(unusable(error));
  }
}

function unusable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND') {
    return "webgpu: the npm package 'webgpu' is not installed; run npm install webgpu, or use --backend reference";
  }
  const reason = oneLine(error instanceof Error ? error.message : String(error));
  const platform = `${process.platform}-${process.arch}`;
  return `webgpu: the npm package 'webgpu' does not run on this machine (${platform}: ${reason}); use --backend reference`;
}
