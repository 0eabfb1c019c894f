import type { DeviceBuffer, Operand } from '../../../tensor/device.js';
import type { DType } from '../../../tensor/dtype.js';
import type { KernelTable } from '../../backend.js';
import { PerStep } from '../../program/per-step.js';
import type { Program } from '../../program/program.js';
import type { Launcher, LauncherLimits, LaunchRequest, Scalar } from '../launch.js';
import { assembleShader } from '../shader.js';
import { parseKernel, type KernelModule } from './kernel-module.js';
import { overlap } from './step-memory.js';

/** A kernel that a step runs, before it is known where its operands are and with what it shares a dispatch. */
export interface StepLaunch {
  readonly request: LaunchRequest;
  readonly module: KernelModule;
}

/** The kernels of a step, and the scalars that they have in the step that is about to run. */
export interface CollectedStep {
  readonly launches: readonly StepLaunch[];
  /** Hands over the scalars of each launch whose scalars change; `launch` is its place in `launches`. */
  readonly scalarsNow: (put: (launch: number, scalars: readonly Scalar[]) => void) => void;
}

/** Memory between two kernels of one launch of the program. */
export class Scratch implements DeviceBuffer {
  constructor(
    readonly dtype: DType,
    readonly size: number,
  ) {}
}

/** The kernels over another launcher, to see what they would launch. */
export type KernelsOver = (launcher: Launcher) => KernelTable;

/** A kernel of the table, whichever: the recorder has matched operands and attributes to it. */
type Kernel = (inputs: readonly (Operand | null)[], outputs: readonly (Operand | null)[], attributes: object) => void;

/** What the launches of a program come to on this device. Operands are the program's buffers, and scratch memory. */
export function collectLaunches(program: Program, kernelsOver: KernelsOver, limits: LauncherLimits): CollectedStep {
  const requests: LaunchRequest[] = [];
  const kernels = kernelsOver(collector(limits, requests));
  const launches: StepLaunch[] = [];
  const varying: { attributes: PerStep<object>; launch: (attributes: object) => void; places: number[] }[] = [];
  for (const { kernel, inputs, outputs, attributes } of program.launches) {
    const launch = (values: object) => (kernels[kernel] as Kernel)(inputs, outputs, values);
    launch(attributes instanceof PerStep ? attributes.now() : attributes);
    const places: number[] = [];
    for (const request of requests.splice(0)) {
      const readable = request.reads.map((operand) => operand && readableBeside(operand, request.writes, kernels));
      launches.push(...requests.splice(0).map(stepLaunch));
      places.push(launches.push(stepLaunch({ ...request, reads: readable })) - 1);
    }
    if (attributes instanceof PerStep) varying.push({ attributes, launch, places });
  }

  function scalarsNow(put: (launch: number, scalars: readonly Scalar[]) => void): void {
    const values = new Map<PerStep<object>, object>();
    for (const { attributes, launch, places } of varying) {
      const value = values.get(attributes) ?? attributes.now();
      values.set(attributes, value);
      launch(value);
      requests.forEach(({ scalars }, i) => scalars && put(places[i], scalars));
      requests.length = 0;
    }
  }
  return { launches, scalarsNow };
}

/** A launcher that takes requests down. */
function collector(limits: LauncherLimits, requests: LaunchRequest[]): Launcher {
  return {
    limits,
    launch: (request) => {
      if (!request.dispatch.includes(0)) requests.push(request);
    },
    allocateScratch: (dtype, size) => ({ buffer: new Scratch(dtype, size), shape: [size], dtype }),
    // How long it is needed follows from who uses it.
    releaseScratch() {},
  };
}

function stepLaunch(request: LaunchRequest): StepLaunch {
  return { request, module: parseKernel(assembleShader(request).source, request.entry ?? 'main') };
}

/** The operand, or where the launch would write to what it reads, a copy of it, which `kernels` is asked for. */
function readableBeside(operand: Operand, writes: readonly Operand[], kernels: KernelTable): Operand {
  if (!writes.some(({ buffer }) => overlap(buffer, operand.buffer))) return operand;
  const { dtype, size } = operand.buffer;
  const copy = { buffer: new Scratch(dtype, size), shape: operand.shape, dtype };
  const shape = [size];
  const whole = { shape, inputOffset: 0, inputStrides: [1], outputOffset: 0, outputStrides: [1] };
  kernels.copy([operand], [copy], whole);
  return copy;
}
