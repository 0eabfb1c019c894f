import { HandgradError } from '../tensor/error.js';
import type { Backend } from './backend.js';
import { referenceBackend } from './reference/reference-backend.js';

/** How each backend is opened; the order is the one in which `auto` tries them. */
const openers = {
  webgpu: async (isNamed: boolean) => {
    const { createWebGpuBackend } = await import('./webgpu/webgpu-backend.js');
    return createWebGpuBackend({ allowSoftware: isNamed });
  },
  wasm: async () => {
    const { createWasmBackend } = await import('./wasm/wasm-backend.js');
    return createWasmBackend();
  },
  reference: async () => referenceBackend(),
} satisfies Record<string, (isNamed: boolean) => Promise<Backend>>;

/** The names under which backends can be chosen. */
export type BackendName = keyof typeof openers;

/** Every backend's name, in the order in which `auto` tries them. */
export const backendNames = Object.keys(openers) as readonly BackendName[];

/** A backend, and in one phrase what was taken and why. */
export interface BackendChoice {
  readonly backend: Backend;
  readonly why: string;
}

/**
 * Opens a backend. `auto` takes the first that works, of `backendNames`; a graphics adapter that is only software it passes
 * over, since the CPU is quicker without it. A backend asked for by name is that one, on a software adapter if need be, or an
 * error. Does not make it the current one (`setBackend` does).
 * @throws {HandgradError} for an unknown name, and when the backend asked for cannot be had.
 */
export async function chooseBackend(name: string = 'auto'): Promise<BackendChoice> {
  if (name === 'auto') return firstThatWorks();
  if (!isBackendName(name)) {
    throw new HandgradError(`backend: there is no '${name}'; known are auto, ${backendNames.join(', ')}`);
  }
  const backend = await openers[name](true);
  return { backend, why: `${describe(backend)}, as asked for` };
}

async function firstThatWorks(): Promise<BackendChoice> {
  const reasons: string[] = [];
  for (const name of backendNames) {
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

function isBackendName(name: string): name is BackendName {
  return (backendNames as readonly string[]).includes(name);
}

function describe(backend: Backend): string {
  return `${backend.name} (${backend.description})`;
}
