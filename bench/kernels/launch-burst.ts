import type { KernelName } from '../../src/backend/kernels.js';
import { tensor } from '../../src/index.js';
import type { Backend, Tensor } from '../../src/index.js';
import { newArray } from '../../src/tensor/dtype.js';
import { fillRandomBits, uniformOf } from '../../src/tensor/random.js';
import { sizeOf } from '../../src/tensor/shape.js';
import type { OperandSpecification, SizedLaunch } from './kernel-case.js';

/** A kernel launched several times in a row, to be timed as one. */
export interface LaunchBurst {
  readonly launches: number;
  /** Launches, and waits for the device. */
  run(): Promise<void>;
  /** Frees the operands. */
  dispose(): void;
}

/** How long a burst takes at least: so that the waiting at its end, about 0.1 ms, hardly counts. */
const BURST_MS = 2;

/**
 * As many launches as fill 2 ms, warmed up. Each burst waits for the device once: its time has the launches' costs on the host in
 * it, as a training has, but not the latency of waiting for each.
 * @throws what the backend throws when it cannot run the kernel.
 */
export async function launchBurst(backend: Backend, kernel: KernelName, launch: SizedLaunch): Promise<LaunchBurst> {
  const inputs = launch.inputs.map((operand) => operand && makeOperand(backend, operand));
  const outputs = launch.outputs.map((operand) => operand && makeOperand(backend, operand));
  const start = backend.kernels[kernel] as (inputs: unknown, outputs: unknown, attributes: object) => void;
  const run = async (launches: number) => {
    for (let i = 0; i < launches; i++) start(inputs, outputs, launch.attributes);
    await backend.finish();
  };
  const dispose = () => [...inputs, ...outputs].forEach((operand) => operand?.dispose());
  try {
    const launches = await fillingBurst(run);
    return { launches, run: () => run(launches), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** How many launches fill `BURST_MS`; the first ones, which compile, do not count. */
async function fillingBurst(run: (launches: number) => Promise<void>): Promise<number> {
  await run(2);
  for (let launches = 1; ; launches *= 2) {
    const begin = performance.now();
    await run(launches);
    if (performance.now() - begin >= BURST_MS) return launches;
  }
}

function makeOperand(backend: Backend, { shape, dtype, below, isPositive }: OperandSpecification): Tensor {
  const size = sizeOf(shape);
  const bits = new Uint32Array(size);
  fillRandomBits(bits, 1, 'bench', 0);
  const values = newArray(dtype, size);
  for (let i = 0; i < size; i++) {
    const uniform = uniformOf(bits[i]);
    values[i] = below > 0 ? Math.floor(uniform * below) : isPositive ? uniform : 2 * uniform - 1;
  }
  return tensor(values, { shape, dtype, backend });
}
