import { measureCpuCeilings } from './cpu-ceilings.js';
import type { Ceiling } from './ceiling.js';
import { measureWebGpuCeilings } from './webgpu-ceilings.js';

/** How long one round of measuring a ceiling takes, about. */
export const CEILING_ROUND_MS = { usual: 200, quick: 20 } as const;

/** The processor's ceilings, and those of WebGPU's device where it is among the backends to be measured. */
export async function measureCeilings(backends: readonly string[], roundMs: number): Promise<Ceiling[]> {
  const ceilings = [await measureCpuCeilings(roundMs)];
  if (backends.includes('webgpu')) ceilings.push(await measureWebGpuCeilings(roundMs));
  return ceilings;
}
