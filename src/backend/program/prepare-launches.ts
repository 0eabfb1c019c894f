import type { Operand } from '../../tensor/device.js';
import type { Backend } from '../backend.js';
import { allocateBuffers, type MemoryTarget } from './allocate-buffers.js';
import { PerStep } from './per-step.js';
import type { Program, ProgramOperand, RecordedLaunch } from './program.js';

/** A program with memory under it, whose launches are ready to be called. */
export interface PreparedLaunches {
  /** The step's launches, in order. Before each step `beginStep` has to be called. */
  readonly launches: readonly (() => void)[];
  /** Asks for what changes from step to step. */
  beginStep(): void;
  /** Gives the memory back. */
  dispose(): void;
}

/** What a program needs of a backend. */
export type LaunchTarget = MemoryTarget & Pick<Backend, 'kernels' | 'release'>;

/** A kernel of the backend, whichever: `run` has matched operands and attributes to it. */
type Kernel = (inputs: readonly (Operand | null)[], outputs: readonly (Operand | null)[], attributes: object) => void;

/** The value of a `PerStep` in the step that is running, where all launches that share it find it. */
interface StepCell {
  readonly source: PerStep<object>;
  value: object;
}

/** Allocates a program's memory, launches what it needs once, and binds the step's launches to the backend's kernels. */
export function prepareLaunches(backend: LaunchTarget, program: Program): PreparedLaunches {
  const { buffers, owned } = allocateBuffers(backend, program);
  const operandOf = (operand: ProgramOperand | null) =>
    operand && { buffer: buffers[operand.buffer.id], shape: operand.shape, dtype: operand.dtype };
  const cells = new Map<PerStep<object>, StepCell>();
  const prepare = (launch: RecordedLaunch): (() => void) => {
    const kernel = backend.kernels[launch.kernel] as Kernel;
    const [inputs, outputs] = [launch.inputs.map(operandOf), launch.outputs.map(operandOf)];
    const { attributes } = launch;
    if (!(attributes instanceof PerStep)) return () => kernel(inputs, outputs, attributes);
    const cell = cells.get(attributes) ?? { source: attributes, value: {} };
    cells.set(attributes, cell);
    return () => kernel(inputs, outputs, cell.value);
  };
  for (const launch of program.setup) prepare(launch)();
  return {
    launches: program.launches.map(prepare),
    beginStep() {
      for (const cell of cells.values()) cell.value = cell.source.now();
    },
    dispose() {
      for (const buffer of owned) backend.release(buffer);
    },
  };
}
