import type { Backend } from '../../src/backend/backend.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import type { FloatDType } from '../../src/tensor/dtype.js';
import { openGpuJs, openWasm, openWebGpu } from '../backend/adapter.js';

/** A backend in a precision: what known answers are compared on. */
export interface Engine {
  readonly name: string;
  readonly dtype: FloatDType;
  /** Null where this machine has none. */
  readonly backend: Backend | null;
  /** Allowed error of one operation, as a share of the largest expected element. */
  readonly tolerance: number;
  /** Allowed error after a training of a dozen steps or more, likewise. */
  readonly trainingTolerance: number;
}

/** Every engine; one that cannot be had here is named with the reason. */
export async function openEngines(): Promise<Engine[]> {
  const reference = referenceBackend();
  const others = [await openWebGpu(), ...(await openGpuJs())];
  const single = { dtype: 'float32', tolerance: 1e-5, trainingTolerance: 1e-4 } as const;
  return [
    { name: 'reference float64', backend: reference, dtype: 'float64', tolerance: 1e-10, trainingTolerance: 1e-10 },
    { name: 'reference float32', backend: reference, ...single },
    { name: 'wasm float32', backend: await openWasm(2), ...single },
    ...others.map(({ name, backend, why }) => ({
      name: `${name} float32${backend ? `, ${why}` : ` (skipped: ${why})`}`,
      backend,
      ...single,
    })),
  ];
}
