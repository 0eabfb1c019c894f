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
  if (process.platform === 'linux' && (await vulkanLoaderIsMissing())) {
    // Dawn would find nothing either, but say so on standard error by itself.
    throw new HandgradError(
      "webgpu: no Vulkan on this machine (libvulkan.so.1 is missing); install the Vulkan loader and your GPU's driver " +
        "(Debian: libvulkan1 and mesa-vulkan-drivers or the vendor's), or use --backend reference",
    );
  }
  try {
    const { create } = await import('webgpu');
    return create(flags);
  } catch (error) {
    throw new HandgradError(unusable(error));
  }
}

const VULKAN_LOADER = 'libvulkan.so.1';

/** Looks where the dynamic linker looks. Where it keeps no cache (musl, NixOS) nobody knows, and Dawn may try. */
async function vulkanLoaderIsMissing(): Promise<boolean> {
  const { existsSync, readFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const cache = '/etc/ld.so.cache';
  if (!existsSync(cache) || readFileSync(cache).includes(VULKAN_LOADER)) return false;
  const searched = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter((folder) => folder !== '');
  return ![...searched, '/lib', '/usr/lib', '/lib64', '/usr/lib64'].some((folder) =>
    existsSync(join(folder, VULKAN_LOADER)),
  );
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
