import { HandgradError } from '../tensor/error.js';
import type { Backend, HostBackend } from './backend.js';
import { referenceBackend } from './reference/reference-backend.js';

/** How a backend is asked for. */
interface Request {
  /** Whether the user named it; `auto` is pickier. */
  readonly isNamed: boolean;
  /** What follows a colon in its name: `4` in `wasm:4`. */
  readonly mode: string | undefined;
}

type Opener = (request: Request) => Promise<Backend>;

/** How each backend is opened that `auto` tries; the order is the one in which it does. */
const openers = {
  webgpu: async ({ isNamed, mode }) => {
    refuseMode('webgpu', mode);
    const { createWebGpuBackend } = await import('./webgpu/webgpu-backend.js');
    return createWebGpuBackend({ allowSoftware: isNamed });
  },
  wasm: ({ mode }) => openWasm(mode === undefined ? undefined : threadsIn(mode)),
  reference: async ({ mode }) => {
    refuseMode('reference', mode);
    return referenceBackend();
  },
} satisfies Record<string, Opener>;

/** How each is opened that is taken by name only. */
const openersByName = {
  gpujs: async ({ mode }) => {
    const { createGpuJsBackend } = await import('./gpujs/gpujs-backend.js');
    const { findGpu } = await import('./webgpu/adapter.js');
    return createGpuJsBackend({ cpu: await fastestCpu(), mode, findWebGpu: findGpu });
  },
} satisfies Record<string, Opener>;

const allOpeners: Readonly<Record<string, Opener>> = { ...openers, ...openersByName };

/** The names under which backends can be chosen. */
export type BackendName = keyof typeof openers | keyof typeof openersByName;

const automaticNames = Object.keys(openers) as readonly (keyof typeof openers)[];

/** Every backend's name: those that `auto` tries, in that order, then those that it never takes. */
export const backendNames = Object.keys(allOpeners) as readonly BackendName[];

/** A backend, and in one phrase what was taken and why. */
export interface BackendChoice {
  /** Ready to be used, by `setBackend` or by a model. */
  readonly backend: Backend;
  /** Name and description, and why the earlier ones were passed over. */
  readonly why: string;
}

/**
 * Opens a backend. `auto` takes the first that works of webgpu, wasm and reference; a graphics adapter that is only software it
 * passes over, since the CPU is quicker without it. A backend asked for by name is that one, on a software adapter if need be, or
 * an error. Some have modes, named after a colon: `wasm:4` has four threads (else one for each processor), `gpujs:webgl2` is
 * gpu.js on WebGL 2 (else on the best that works). Does not make it the current one (`setBackend` does).
 * @throws {HandgradError} for an unknown name, and when the backend asked for cannot be had.
 */
export async function chooseBackend(name: string = 'auto'): Promise<BackendChoice> {
  if (name === 'auto') return firstThatWorks();
  const { known, mode } = splitName(name);
  if (known === null) {
    throw new HandgradError(`backend: there is no '${name}'; known are auto, ${backendNames.join(', ')}`);
  }
  const backend = await allOpeners[known]({ isNamed: true, mode });
  return { backend, why: `${describe(backend)}, as asked for` };
}

/** Whether it is `auto` or names a backend. The mode after a colon only the backend itself can judge. */
export function isBackendChoice(name: string): boolean {
  return name === 'auto' || splitName(name).known !== null;
}

/** `wasm:4` is mode `4` of `wasm`; without a colon no mode is named. */
function splitName(name: string): { known: BackendName | null; mode: string | undefined } {
  const colon = name.indexOf(':');
  const backend = colon < 0 ? name : name.slice(0, colon);
  const known = Object.hasOwn(allOpeners, backend) ? (backend as BackendName) : null;
  return { known, mode: colon < 0 ? undefined : name.slice(colon + 1) };
}

async function firstThatWorks(): Promise<BackendChoice> {
  const reasons: string[] = [];
  for (const name of automaticNames) {
    try {
      const backend = await openers[name]({ isNamed: false, mode: undefined });
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

async function openWasm(threads: number | undefined): Promise<HostBackend> {
  const { createWasmBackend } = await import('./wasm/wasm-backend.js');
  return createWasmBackend({ threads });
}

function threadsIn(mode: string): number {
  if (/^[1-9]\d*$/.test(mode)) return Number(mode);
  throw new HandgradError(`wasm: '${mode}' is no number of threads; expected a whole number from 1, as in wasm:4`);
}

function refuseMode(name: string, mode: string | undefined): void {
  if (mode === undefined) return;
  throw new HandgradError(`${name}: it has no mode '${mode}'; expected ${name} alone`);
}

/** What runs the kernels that gpu.js does not. */
async function fastestCpu(): Promise<HostBackend> {
  try {
    return await openWasm(undefined);
  } catch (error) {
    if (error instanceof HandgradError) return referenceBackend();
    throw error;
  }
}

function describe(backend: Backend): string {
  return `${backend.name} (${backend.description})`;
}
