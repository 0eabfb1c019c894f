import { afterAll, describe } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import { createGpuJsBackend, type GpuJsBackend } from '../../src/backend/gpujs/gpujs-backend.js';
import type { GpuJsMode } from '../../src/backend/gpujs/modes.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { findGpu } from '../../src/backend/webgpu/adapter.js';
import { HandgradError } from '../../src/tensor/error.js';
import { allowRelaxedSimd } from '../../src/backend/wasm/node-relaxed-simd.js';
import { createWasmBackend } from '../../src/backend/wasm/wasm-backend.js';
import {
  createWebGpuBackend,
  type WebGpuBackend,
  type WebGpuOptions,
} from '../../src/backend/webgpu/webgpu-backend.js';

/** A backend for a test file, or why there is none here. */
export interface Available<B extends Backend = WebGpuBackend> {
  readonly name: string;
  readonly backend: B | null;
  readonly why: string;
}

/**
 * Opens WebGPU once for the whole file, and destroys it after the last test. Anything but a missing adapter is a failure. With the limits
 * that every device has come the kernels that a GPU gets, on whatever adapter.
 */
export function openWebGpu(options: WebGpuOptions = {}): Promise<Available> {
  const kernelsFor = options.limits === 'default' ? ({ kernelsFor: 'gpu' } as const) : {};
  return open('webgpu', () => createWebGpuBackend({ ...kernelsFor, ...options }));
}

/** Opens gpu.js, likewise, in modes that Node can have. Only mode webgpu may be missing. */
export function openGpuJs(
  modes: readonly GpuJsMode[] = ['cpu', 'webasm', 'webgpu'],
): Promise<Available<GpuJsBackend>[]> {
  const openings = modes.map((mode) => {
    const create = () => createGpuJsBackend({ cpu: referenceBackend(), mode, findWebGpu: findGpu });
    return mode === 'webgpu' ? open(`gpujs:${mode}`, create) : opened(create);
  });
  return Promise.all(openings);
}

/** `describe`, skipped where there is no adapter; the reason is in the name. */
export function describeOn<B extends Backend>(
  available: Available<B>,
  name: string,
  tests: (backend: B) => void,
): void {
  const title = available.backend ? name : `${name} (skipped: ${available.why})`;
  describe.skipIf(available.backend === null)(title, () => tests(available.backend as B));
}

async function open<B extends Backend>(name: string, create: () => Promise<B>): Promise<Available<B>> {
  try {
    return await opened(create);
  } catch (error) {
    if (error instanceof HandgradError) return { name, backend: null, why: error.message };
    throw error;
  }
}

async function opened<B extends Backend>(create: () => Promise<B>): Promise<Available<B>> {
  const backend = await create();
  afterAll(() => backend.destroy());
  return { name: backend.name, backend, why: backend.description };
}

/** Opens the wasm backend for a test file and closes it after the last test. */
export async function openWasm(threads: number, relaxedSimd = false): Promise<Backend> {
  const backend = await createWasmBackend({ threads, relaxedSimd });
  afterAll(() => backend.destroy());
  return backend;
}

/**
 * The wasm backend on one, two and four threads: as one more number of threads than processors shows most. That on two uses fused
 * multiply-add where the engine has it.
 */
export async function openWasmTeams(): Promise<Available<Backend>[]> {
  const hasFused = allowRelaxedSimd();
  return Promise.all(
    [1, 2, 4].map(async (threads) => {
      const isFused = hasFused && threads === 2;
      return { name: `wasm:${threads}${isFused ? ' fused' : ''}`, backend: await openWasm(threads, isFused), why: '' };
    }),
  );
}

/** The same tests on webgpu, on wasm with one, two and four threads, and on what else is named: all against the reference. */
export async function describeOnEach(
  name: string,
  tests: (backend: Backend) => void,
  others: readonly Available<Backend>[] = [],
): Promise<void> {
  for (const available of [await openWebGpu(), ...(await openWasmTeams()), ...others]) {
    describeOn<Backend>(available, `${name} [${available.name}]`, tests);
  }
}
