import { afterAll, describe } from 'vitest';
import { HandgradError } from '../../src/tensor/error.js';
import type { Backend } from '../../src/backend/backend.js';
import { createWasmBackend } from '../../src/backend/wasm/wasm-backend.js';
import {
  createWebGpuBackend,
  type WebGpuBackend,
  type WebGpuOptions,
} from '../../src/backend/webgpu/webgpu-backend.js';

/** A WebGPU backend for a test file, or why there is none here. */
export interface Available {
  readonly backend: WebGpuBackend | null;
  readonly why: string;
}

/** Opens a backend once for the whole file, and destroys it after the last test. Anything but a missing adapter is a failure. */
export async function openWebGpu(options: WebGpuOptions = {}): Promise<Available> {
  try {
    const backend = await createWebGpuBackend(options);
    afterAll(() => backend.destroy());
    return { backend, why: backend.description };
  } catch (error) {
    if (error instanceof HandgradError) return { backend: null, why: error.message };
    throw error;
  }
}

/** `describe`, skipped where there is no adapter; the reason is in the name. */
export function describeOn(available: Available, name: string, tests: (backend: WebGpuBackend) => void): void {
  const title = available.backend ? name : `${name} (skipped: ${available.why})`;
  describe.skipIf(available.backend === null)(title, () => tests(available.backend as WebGpuBackend));
}

/** Opens the wasm backend for a test file and closes it after the last test. */
export async function openWasm(threads: number): Promise<Backend> {
  const backend = await createWasmBackend({ threads });
  afterAll(() => backend.destroy());
  return backend;
}

/** The same tests on every backend that is measured against the reference: webgpu, and wasm on one, two and four threads. */
export async function describeOnEach(name: string, tests: (backend: Backend) => void): Promise<void> {
  describeOn(await openWebGpu(), `${name} [webgpu]`, tests);
  for (const threads of [1, 2, 4]) {
    const backend = await openWasm(threads);
    describe(`${name} [wasm, ${threads} threads]`, () => tests(backend));
  }
}
