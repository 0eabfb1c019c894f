import { HandgradError } from '../tensor/error.js';
import type { Backend } from './backend.js';
import { referenceBackend } from './reference/reference-backend.js';

/** How each backend is opened that `auto` tries; the order is the one in which it does. */
const openers = {
  webgpu: async (isNamed: boolean) => {
    const { createWebGpuBackend } = await import('./webgpu/webgpu-backend.js');
    return createWebGpuBackend({ allowSoftware: isNamed });
  },
  reference: async () => referenceBackend(),
} satisfies Record<string, (isNamed: boolean) => Promise<Backend>>;

/** How each is opened that is taken by name only; it has modes, which are named after a colon: `gpujs:cpu`. */
const openersOfModes = {
  gpujs: async (mode: string | undefined) => {
    const { createGpuJsBackend } = await import('./gpujs/gpujs-backend.js');
    const { findGpu } = await import('./webgpu/adapter.js');
    return createGpuJsBackend({ cpu: referenceBackend(), mode, findWebGpu: findGpu });
  },
} satisfies Record<string, (mode: string | undefined) => Promise<Backend>>;

/** The names under which backends can be chosen. */
export type BackendName = keyof typeof openers | keyof typeof openersOfModes;

const automaticNames = Object.keys(openers) as readonly (keyof typeof openers)[];

/** Every backend's name: those that `auto` tries, in that order, then those that it never takes. */
export const backendNames = Object.keys({ ...openers, ...openersOfModes }) as readonly BackendName[];

/** A backend, and in one phrase what was taken and why. */
export interface BackendChoice {
  readonly backend: Backend;
  readonly why: string;
}

/**
 * Opens a backend. `auto` takes the first that works of webgpu and reference; a graphics adapter that is only software it passes
 * over, since the CPU is quicker without it. A backend asked for by name is that one, on a software adapter if need be, or an
 * error: `gpujs` in the best mode of gpu.js that works, `gpujs:webgl2` in that mode. Does not make it the current one
 * (`setBackend` does).
 * @throws {HandgradError} for an unknown name, and when the backend asked for cannot be had.
 */
export async function chooseBackend(name: string = 'auto'): Promise<BackendChoice> {
  if (name === 'auto') return firstThatWorks();
  const backend = await openNamed(name);
  return { backend, why: `${describe(backend)}, as asked for` };
}

/** Whether it is `auto` or names a backend. The mode after a colon only the backend itself can judge. */
export function isBackendChoice(name: string): boolean {
  return name === 'auto' || Object.hasOwn(openers, name) || Object.hasOwn(openersOfModes, modeIn(name).backend);
}

function openNamed(name: string): Promise<Backend> {
  if (Object.hasOwn(openers, name)) return openers[name as keyof typeof openers](true);
  const { backend, mode } = modeIn(name);
  if (Object.hasOwn(openersOfModes, backend)) return openersOfModes[backend as keyof typeof openersOfModes](mode);
  throw new HandgradError(`backend: there is no '${name}'; known are auto, ${backendNames.join(', ')}`);
}

/** `gpujs:cpu` is mode `cpu` of `gpujs`; without a colon no mode is named. */
function modeIn(name: string): { backend: string; mode: string | undefined } {
  const colon = name.indexOf(':');
  return colon < 0
    ? { backend: name, mode: undefined }
    : { backend: name.slice(0, colon), mode: name.slice(colon + 1) };
}

async function firstThatWorks(): Promise<BackendChoice> {
  const reasons: string[] = [];
  for (const name of automaticNames) {
    try {
      const backend = await openers[name](false);
      const why = reasons.length === 0 ? 'the first choice, and it works' : reasons.join('; ');
      return { backend, why: `${describe(backend)}: ${why}` };
    } catch (error) {
      if (!(error instanceof HandgradError)) throw error;
      // What to do about it, after the semicolon, is for those who asked for this backend by name.
      reasons.push(`no ${name}: ${error.message.replace(`${name}: `, '').split(';')[0]}`);
    }
  }
  throw new HandgradError(`backend: none works here (${reasons.join('; ')})`);
}

function describe(backend: Backend): string {
  return `${backend.name} (${backend.description})`;
}
