import type { DeviceBuffer, Operand } from '../../../tensor/device.js';
import type { TypedArray } from '../../../tensor/dtype.js';
import type { KernelTable } from '../../backend.js';
import type { Program, ProgramOperand, Replay } from '../../program/program.js';
import { storageBytes, type BufferPool } from '../buffers.js';
import type { CommandBatch } from '../command-batch.js';
import { linearDispatch, type LauncherLimits } from '../launch.js';
import type { ChooseVariant } from '../kernels/product-candidates.js';
import { collectLaunches, Scratch, type CollectedStep, type KernelsOver, type StepLaunch } from './collect-launches.js';
import { compileDispatch, type ReadyDispatch } from './compile-dispatch.js';
import { fusedShader, readsScalars } from './fused-shader.js';
import { foldActivationGradients } from './fold-activation-gradients.js';
import { fuseLaunches, separateLaunches, type FusedDispatch } from './schedule.js';
import { externalBuffer, placeBuffers, type StepMemory } from './step-memory.js';
import { layOutTable, StepTable } from './step-table.js';
import { usesOf } from './uses.js';

/** What a replay needs of its backend. */
export interface ReplayDevice {
  readonly device: GPUDevice;
  readonly pool: BufferPool;
  readonly batch: CommandBatch;
  readonly limits: LauncherLimits;
  readonly kernels: KernelTable;
  readonly kernelsOver: KernelsOver;
  /** What tuning has found; null where it has found nothing. */
  readonly tuned: ChooseVariant | null;
  readonly write: (buffer: DeviceBuffer, values: TypedArray) => void;
}

/** A replay whose dispatches can be counted. */
export interface WebGpuReplay extends Replay {
  readonly dispatchesPerStep: number;
}

/**
 * The GPU gets to work on the first of many steps while the host still prepares the others; 128 at once save the host nothing more
 * (bench/webgpu-host-time.ts).
 */
const STEPS_PER_SUBMISSION = 32;

/**
 * A program as few dispatches, with their pipelines, bindings and memory made once: a step is nothing but commands, the same for each,
 * many steps are submitted at once, and the device never waits for the host.
 */
export function compileReplay(backend: ReplayDevice, program: Program): WebGpuReplay {
  const { device, pool, batch, limits } = backend;
  const { collected, launches, dispatches } = quickestPlan(backend, program);
  const counter = new Scratch('int32', 1);
  const layout = layOutTable(launches, STEPS_PER_SUBMISSION);
  const countingDispatch = findCountingDispatch(dispatches);
  const memory = placeBuffers(
    pool,
    program,
    dispatches.map((dispatch) => dispatch.launches.flatMap(usesOf).map(({ buffer }) => buffer)),
    counter,
  );
  prepareConstants(backend, program, memory);

  const table = new StepTable(device, layout, launches);
  const step = { table: layout, placeOf: memory.placeOf, counter, countingDispatch };
  const ready = dispatches.map((dispatch, index) => {
    const shader = fusedShader(step, dispatch, index);
    const names = dispatch.launches.map(({ request }) => request.kernel);
    const workgroups = linearDispatch(shader.workgroups, 1, limits.workgroupsPerDimension);
    return compileDispatch(device, batch.faults, shader, table, names.join(' + '), workgroups);
  });

  const zero = new Int32Array(1);
  const counterPlace = memory.placeOf(counter);
  function submit(steps: number): void {
    table.write(steps);
    device.queue.writeBuffer(counterPlace.block.gpu, counterPlace.offset, zero);
    device.queue.submit([encodeSteps(device, ready, steps)]);
  }

  return {
    dispatchesPerStep: ready.length,

    run(steps, advance) {
      batch.faults.throwIfLost();
      batch.submit();
      for (let first = 0; first < steps; first += layout.rows) {
        const count = Math.min(layout.rows, steps - first);
        for (let row = 0; row < count; row++) {
          collected.scalarsNow((launch, scalars) => table.put(row, launch, scalars));
          advance();
        }
        submit(count);
      }
    },
    dispose() {
      if (batch.faults.ended) return;
      memory.release();
      table.destroy();
    },
  };
}

/** The launches of a step and how they share dispatches. */
interface StepPlan {
  readonly collected: CollectedStep;
  readonly launches: readonly StepLaunch[];
  readonly dispatches: FusedDispatch[];
}

/**
 * With the variants that tuning found fastest, unless they take more dispatches: a launch with workgroups of another size may have
 * lost those that it could share a dispatch with, and a small product gains less than the pause between two dispatches takes.
 */
function quickestPlan(backend: ReplayDevice, program: Program): StepPlan {
  const usual = planStep(backend, program, (_, variant) => variant);
  if (!backend.tuned) return usual;
  const tuned = planStep(backend, program, backend.tuned);
  return tuned.dispatches.length <= usual.dispatches.length ? tuned : usual;
}

function planStep({ kernelsOver, limits, pool }: ReplayDevice, program: Program, choose: ChooseVariant): StepPlan {
  const collected = collectLaunches(program, kernelsOver, limits, choose);
  const launches = foldActivationGradients(collected.launches);
  const sharesArena = arenaBytes(launches) <= pool.largest;
  const dispatches = limits.isSoftware
    ? separateLaunches(launches)
    : fuseLaunches(launches, limits.storageBuffers, sharesArena);
  return { collected, launches, dispatches: [...dispatches] };
}

/** The commands of so many steps, in one pass. */
function encodeSteps(device: GPUDevice, dispatches: readonly ReadyDispatch[], steps: number): GPUCommandBuffer {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (let step = 0; step < steps; step++) {
    for (const { pipeline, bindGroup, workgroups } of dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(workgroups[0], workgroups[1]);
    }
  }
  pass.end();
  return encoder.finish();
}

/** The dispatch beside whose kernels the step can be counted, as none of them asks for its number; one of its own if all do. */
function findCountingDispatch(dispatches: FusedDispatch[]): number {
  const found = dispatches.findIndex((dispatch) => !dispatch.launches.some(readsScalars));
  if (found >= 0) return found;
  if (dispatches.length === 0) return -1;
  return dispatches.push({ launches: [], workgroupSize: 1 }) - 1;
}

/** More than what is not external can take. */
function arenaBytes(launches: readonly StepLaunch[]): number {
  const buffers = new Set(launches.flatMap(usesOf).map(({ buffer }) => buffer));
  return [...buffers]
    .filter((buffer) => !externalBuffer(buffer))
    .reduce((sum, { dtype, size }) => sum + storageBytes(dtype, size) + 256, 256);
}

/** A kernel of the table, whichever: the recorder has matched operands and attributes to it. */
type Kernel = (inputs: readonly (Operand | null)[], outputs: readonly (Operand | null)[], attributes: object) => void;

/** Writes the constants, and runs once what need not be repeated. */
function prepareConstants({ kernels, write }: ReplayDevice, program: Program, { placeOf }: StepMemory): void {
  for (const buffer of program.buffers) {
    if (buffer.role === 'constant' && buffer.values) write(placeOf(buffer), buffer.values);
  }
  const onDevice = (operand: ProgramOperand | null) => operand && { ...operand, buffer: placeOf(operand.buffer) };
  for (const { kernel, inputs, outputs, attributes } of program.setup) {
    (kernels[kernel] as Kernel)(inputs.map(onDevice), outputs.map(onDevice), attributes);
  }
}
