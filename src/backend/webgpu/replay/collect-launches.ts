import type { DeviceBuffer, Operand } from '../../../tensor/device.js';
import type { DType } from '../../../tensor/dtype.js';
import { HandgradError } from '../../../tensor/error.js';
import type { KernelTable } from '../../backend.js';
import { PerStep, valueNow, type StepValue } from '../../program/per-step.js';
import type { Program } from '../../program/program.js';
import type { ChooseVariant } from '../kernels/product-candidates.js';
import { launchGather } from '../kernels/layout.js';
import type { Launcher, LauncherLimits, LaunchRequest, Scalar } from '../launch.js';
import { assembleShader } from '../shader.js';
import { findIndexWindows } from './index-windows.js';
import { parseKernel, type KernelModule } from './kernel-module.js';
import { externalBuffer, overlap } from './step-memory.js';
import { canShare, usesOf } from './uses.js';

/** A kernel that a step runs, before it is known where its operands are and with what it shares a dispatch. */
export interface StepLaunch {
  /** Its own, for as long as the step lives. */
  readonly number: number;
  readonly request: LaunchRequest;
  readonly module: KernelModule;
}

/** The kernels of a step in order, and the scalars that they have in the step that is about to run. */
export interface CollectedStep {
  readonly launches: readonly StepLaunch[];
  /** Hands over the scalars of each launch whose scalars change, with the launch's number. */
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
export function collectLaunches(
  program: Program,
  kernelsOver: KernelsOver,
  limits: LauncherLimits,
  choose: ChooseVariant,
): CollectedStep {
  const requests: LaunchRequest[] = [];
  const launcher = collectingLauncher(limits, choose, requests);
  const kernels = kernelsOver(launcher);
  const launches: StepLaunch[] = [];
  const varying: VaryingLaunch[] = [];
  for (const { value, launch } of stepCalls(program, launcher, kernels)) {
    launch(valueNow(value));
    const own: StepLaunch[] = [];
    for (const request of requests.splice(0)) {
      const module = moduleOf(request);
      const reads = bindableReads({ number: launches.length, request, module }, kernels, limits);
      for (const copy of requests.splice(0)) {
        launches.push({ number: launches.length, request: copy, module: moduleOf(copy) });
      }
      const launch = { number: launches.length, request: { ...request, reads }, module };
      own.push(launch);
      launches.push(launch);
    }
    if (value instanceof PerStep) varying.push({ value, launch, launches: own });
  }

  function scalarsNow(put: (launch: number, scalars: readonly Scalar[]) => void): void {
    const known = new Map<PerStep<unknown>, unknown>();
    for (const { value, launch, launches } of varying) {
      if (!known.has(value)) known.set(value, value.now());
      launch(known.get(value));
      putScalars(launches, requests.splice(0), put);
    }
  }
  return { launches, scalarsNow };
}

/** A call of a kernel, with the value in it that may change from step to step. */
interface StepCall {
  readonly value: StepValue<unknown>;
  readonly launch: (value: unknown) => void;
}

interface VaryingLaunch extends StepCall {
  readonly value: PerStep<unknown>;
  readonly launches: readonly StepLaunch[];
}

function* stepCalls(program: Program, launcher: Launcher, kernels: KernelTable): Generator<StepCall> {
  const windows = findIndexWindows(program);
  for (const recorded of program.launches) {
    const { kernel, inputs, outputs, attributes } = recorded;
    const windowed = windows.gathers.get(recorded);
    if (windows.copies.has(recorded)) continue;
    if (windowed) {
      const { indices, firstIndex, attributes } = windowed;
      const launch = (first: unknown) =>
        launchGather(launcher, inputs[0]!, indices, outputs[0]!, attributes, first as number);
      yield { value: firstIndex, launch };
    } else {
      yield { value: attributes, launch: (values) => (kernels[kernel] as Kernel)(inputs, outputs, values as object) };
    }
  }
}

/** Hands over the scalars that the launches have now. @throws {HandgradError} when they differ in more than scalars. */
function putScalars(
  launches: readonly StepLaunch[],
  requests: readonly LaunchRequest[],
  put: (launch: number, scalars: readonly Scalar[]) => void,
): void {
  requests.forEach((request, i) => {
    const { number, request: recorded } = launches[i];
    if (!isSameKernel(request, recorded)) {
      throw new HandgradError(
        `captured step: ${request.kernel} changes in more than numbers from step to step, which webgpu cannot replay; ` +
          'turn capture off (capture: false, --no-capture)',
      );
    }
    if (request.scalars) put(number, request.scalars);
  });
}

function isSameKernel(a: LaunchRequest, b: LaunchRequest): boolean {
  return (
    a.kernel === b.kernel &&
    a.entry === b.entry &&
    a.dispatch.every((count, axis) => count === b.dispatch[axis]) &&
    areSameConstants(a.constants ?? {}, b.constants ?? {})
  );
}

/** Runs in every step: numbers are compared as they are, only what is a list as text. */
function areSameConstants(a: NonNullable<LaunchRequest['constants']>, b: typeof a): boolean {
  for (const name in a) {
    if (a[name] === b[name]) continue;
    if (typeof a[name] !== 'object' || JSON.stringify(a[name]) !== JSON.stringify(b[name])) return false;
  }
  return true;
}

/** A launcher that takes requests down. */
export function collectingLauncher(limits: LauncherLimits, choose: ChooseVariant, requests: LaunchRequest[]): Launcher {
  return {
    limits,
    choose,
    launch: (request) => {
      if (!request.dispatch.includes(0)) requests.push(request);
    },
    allocateScratch: (dtype, size) => ({ buffer: new Scratch(dtype, size), shape: [size], dtype }),
    // How long it is needed follows from who uses it.
    releaseScratch() {},
  };
}

function moduleOf(request: LaunchRequest): KernelModule {
  return parseKernel(assembleShader(request).source, request.entry ?? 'main');
}

/**
 * What the launch can be bound to for reading. It gets copies, which `kernels` is asked for, of what it would write as well or see in
 * two ways, and of one operand where all that it may bind lies outside of the step, which has to bind its number beside.
 */
function bindableReads(launch: StepLaunch, kernels: KernelTable, limits: LauncherLimits): (Operand | null)[] {
  const { reads, writes, scalars } = launch.request;
  const uses = usesOf(launch);
  const outside = new Set(uses.flatMap(({ buffer }) => externalBuffer(buffer)?.block ?? []));
  const isFull = scalars !== undefined && outside.size >= limits.storageBuffers;
  return reads.map((operand, i) => {
    if (!operand) return null;
    const isWritten = writes.some(({ buffer }) => overlap(buffer, operand.buffer));
    const own = uses.find(({ binding }) => binding.index === i);
    const isSeenOtherwise = own && uses.some((other) => other.binding.index < i && !canShare(own, other));
    return isWritten || isSeenOtherwise || (isFull && i === 0) ? copyOf(operand, kernels) : operand;
  });
}

function copyOf(operand: Operand, kernels: KernelTable): Operand {
  const { dtype, size } = operand.buffer;
  const copy = { buffer: new Scratch(dtype, size), shape: operand.shape, dtype };
  const shape = [size];
  kernels.copy([operand], [copy], { shape, inputOffset: 0, inputStrides: [1], outputOffset: 0, outputStrides: [1] });
  return copy;
}
