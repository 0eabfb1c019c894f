// A machine without a GPU can still run the WebGPU backend, slowly, on SwiftShader: the software Vulkan driver that comes
// with Chromium. Neither the driver nor the Vulkan loader beside it lies where Vulkan looks, so both have to be named.
//
//   node scripts/software-webgpu.mjs      prints NAME=value lines, for `env` or `export`; nothing where it is not needed

import { existsSync, readdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { runAsScript } from './run-as-script.mjs';

const chromiumFolder = '/usr/lib/chromium';
const swiftShader = `${chromiumFolder}/vk_swiftshader_icd.json`;

/**
 * The environment variables that let `webgpu` find SwiftShader, or none where a GPU is there, where the user has chosen a
 * driver, or where Chromium is not installed. They have to be set before a process starts: the dynamic linker
 * reads LD_LIBRARY_PATH only then.
 *
 * @returns {Record<string, string>}
 */
export function softwareWebGpuEnvironment() {
  const { VK_ICD_FILENAMES, VK_DRIVER_FILES, LD_LIBRARY_PATH } = process.env;
  if (VK_ICD_FILENAMES || VK_DRIVER_FILES || hasGpu() || !existsSync(swiftShader)) return {};
  return {
    VK_ICD_FILENAMES: swiftShader,
    LD_LIBRARY_PATH: [LD_LIBRARY_PATH, chromiumFolder].filter(Boolean).join(delimiter),
  };
}

/** Linux shows a GPU as /dev/dri, in a container often only as /dev/nvidia0, and under WSL as /dev/dxg. */
function hasGpu() {
  return process.platform === 'linux' && readdirSync('/dev').some((name) => /^(dri|dxg|nvidia\d+)$/.test(name));
}

await runAsScript(import.meta.url, 'software-webgpu', () => {
  for (const [name, value] of Object.entries(softwareWebGpuEnvironment())) console.log(`${name}=${value}`);
});
