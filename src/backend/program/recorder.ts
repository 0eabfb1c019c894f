import type { BufferPart, Device, DeviceBuffer } from '../../tensor/device.js';
import type { DType, TypedArray } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';
import { Storage } from '../../tensor/lifetime.js';
import type { Shape } from '../../tensor/shape.js';
import { Tensor } from '../../tensor/tensor.js';
import type { Backend } from '../backend.js';
import type { KernelName } from '../kernels.js';
import type { StepValue } from './per-step.js';

/** A launch as it is recorded, before memory is planned. */
export interface LaunchDraft {
  readonly kernel: KernelName;
  readonly inputs: readonly (OperandDraft | null)[];
  readonly outputs: readonly (OperandDraft | null)[];
  readonly attributes: StepValue<object>;
  readonly inPlace: boolean;
}

/** A launch as it is asked for. */
export interface TensorLaunch extends Omit<LaunchDraft, 'inputs' | 'outputs'> {
  readonly inputs: readonly (Tensor | null)[];
  readonly outputs: readonly (Tensor | null)[];
}

/** An operand of one: a tensor's memory, which outlives the tensor here, and its shape. */
export interface OperandDraft {
  readonly storage: Storage;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Memory that a recorded step will have. */
export class RecordedBuffer implements DeviceBuffer {
  /** What the host wrote before any launch used it; null for what launches write. */
  values: TypedArray | null = null;
  isUsed = false;

  constructor(
    readonly dtype: DType,
    readonly size: number,
  ) {}
}

/** Takes launches down instead of running them. `record` makes one; `run` (src/backend/run.ts) hands it the launches. */
export class Recorder {
  readonly launches: LaunchDraft[] = [];
  /** What runs before the step's own launches: initial values of memory that it then changes. */
  readonly initialCopies: LaunchDraft[] = [];
  private readonly device: RecordedDevice;
  private readonly versions = new Map<Storage, number>();

  constructor(readonly backend: Backend) {
    this.device = new RecordedDevice(this);
  }

  /** Memory for a tensor of the step. @throws {HandgradError} when it is to be on another backend. */
  allocate(backend: Backend, dtype: DType, size: number): Storage {
    if (backendUnder(backend) !== this.backend) {
      throw new HandgradError(
        `captured step: it computes on ${this.backend.name} and makes a tensor on ${backend.name}; name the backend of the model`,
      );
    }
    return new Storage(this.device, new RecordedBuffer(dtype, size));
  }

  launch({ inputs, outputs, ...rest }: TensorLaunch): void {
    const launch = { ...rest, inputs: inputs.map(draftOf), outputs: outputs.map(draftOf) };
    for (const output of launch.outputs) if (output) this.prepareToWrite(output.storage);
    for (const operand of [...launch.inputs, ...launch.outputs]) {
      if (operand?.storage.buffer instanceof RecordedBuffer) operand.storage.buffer.isUsed = true;
    }
    this.launches.push(launch);
  }

  /** What the host writes into memory of the step: the same in every step. */
  write(buffer: RecordedBuffer, values: TypedArray): void {
    if (!buffer.isUsed) {
      buffer.values = values.slice();
      return;
    }
    throw new HandgradError(
      'captured step: the host overwrites a tensor that the step has used already; make a new tensor of the values',
    );
  }

  /** Puts the counts of changes back: nothing has been changed yet. */
  restoreVersions(): void {
    for (const [storage, version] of this.versions) storage.version = version;
  }

  /** Whether this is memory that the recording made, and not a tensor's that existed before. */
  owns({ device }: Storage): boolean {
    return device === this.device;
  }

  /** Memory that no code of the step has asked for. Goes with the enclosing `tidy`. */
  temporary(dtype: DType, size: number): Tensor {
    return new Tensor(new Storage(this.device, new RecordedBuffer(dtype, size)), [size]);
  }

  private prepareToWrite(storage: Storage): void {
    if (!this.owns(storage)) {
      if (!this.versions.has(storage)) this.versions.set(storage, storage.version);
      return;
    }
    const buffer = storage.buffer as RecordedBuffer;
    if (buffer.values) this.initialCopies.push(this.initialCopy(storage, buffer));
  }

  /** Memory that starts with values and is then changed: the values become a constant that every step begins by copying. */
  private initialCopy(storage: Storage, buffer: RecordedBuffer): LaunchDraft {
    const { dtype, size, values } = buffer;
    const constant = this.temporary(dtype, size);
    (constant.storage.buffer as RecordedBuffer).values = values;
    buffer.values = null;
    const shape = [size];
    return {
      kernel: 'copy',
      inputs: [draftOf(constant)],
      outputs: [{ storage, shape, dtype }],
      attributes: { shape, inputOffset: 0, inputStrides: [1], outputOffset: 0, outputStrides: [1] },
      inPlace: false,
    };
  }
}

let active: Recorder | null = null;

/** The recorder of the step that is being recorded; null where launches run at once. */
export function activeRecorder(): Recorder | null {
  return active;
}

/** Runs `fn` while `recorder` takes its launches down. @throws {HandgradError} when a recording is going on already. */
export function whileRecording<T>(recorder: Recorder, fn: () => T): T {
  if (active) throw new HandgradError('captured step: it records another step; a step is recorded by itself');
  active = recorder;
  try {
    return fn();
  } finally {
    active = null;
  }
}

/** The backend that a device is, or that it records for. @throws {HandgradError} when the recording is over. */
export function backendUnder(device: Device): Backend {
  // Every other device is a backend: the lower layer only does not know what kernels are.
  return device instanceof RecordedDevice ? device.backend : (device as Backend);
}

/** Where the tensors of a step live while it is recorded: memory without content. */
class RecordedDevice implements Device {
  constructor(private readonly recorder: Recorder) {}

  get backend(): Backend {
    if (active !== this.recorder) throw leftover();
    return this.recorder.backend;
  }
  get name(): string {
    return this.recorder.backend.name;
  }
  get description(): string {
    return this.recorder.backend.description;
  }
  get dtypes(): readonly DType[] {
    return this.recorder.backend.dtypes;
  }
  allocate(): never {
    throw leftover();
  }
  view(_buffer: DeviceBuffer, _part: BufferPart): never {
    throw new HandgradError('captured step: a part of a tensor that the step makes cannot be viewed; slice it');
  }
  write(buffer: DeviceBuffer, values: TypedArray): void {
    this.recorder.write(buffer as RecordedBuffer, values);
  }
  read(): never {
    throw leftover();
  }
  /** The plan of the program says how long it is needed. */
  release(): void {}
}

function leftover(): HandgradError {
  return new HandgradError(
    'captured step: a tensor that was made while the step was recorded is used outside of it, where it has no values; ' +
      'compute it anew, or turn capture off (capture: false, --no-capture)',
  );
}

function draftOf(tensor: Tensor | null): OperandDraft | null {
  if (!tensor) return null;
  void tensor.buffer; // refuses a disposed one
  const { storage, shape, dtype } = tensor;
  return { storage, shape, dtype };
}
