import { HandgradError } from '../tensor/error.js';
import { Storage } from '../tensor/lifetime.js';
import { sizeOf } from '../tensor/shape.js';
import { Tensor } from '../tensor/tensor.js';
import type { Backend } from './backend.js';
import type { KernelAttributes, KernelName, KernelSignatures, OutputSpecification } from './kernels.js';
import { valueNow, type StepValue } from './program/per-step.js';
import { activeRecorder, backendUnder } from './program/recorder.js';

type Inputs<K extends KernelName> = KernelSignatures<Tensor>[K]['inputs'];
type Outputs<K extends KernelName> = KernelSignatures<Tensor>[K]['outputs'];
type EachSpecified<T extends readonly unknown[]> = { [I in keyof T]: OutputSpecification };
type Specifications<K extends KernelName> = EachSpecified<Outputs<K>>;
type Operands = readonly (Tensor | null)[];
type Launch = (inputs: unknown, outputs: unknown, attributes: object) => void;

/**
 * Launches a kernel on the backend of its inputs and returns fresh output tensors, which are not on the tape. While a step is being
 * recorded the launch is taken down instead (program/record.ts). `attributes`: `perStep` where they change from step to step.
 * @throws {HandgradError} when the inputs live on different backends or the backend lacks an output's dtype.
 */
export function run<K extends KernelName>(
  kernel: K,
  inputs: Inputs<K>,
  specifications: Specifications<K>,
  attributes: StepValue<KernelAttributes<K>>,
): Outputs<K> {
  const backend = commonBackend(kernel, inputs as Operands);
  const outputs = (specifications as readonly OutputSpecification[]).map((output) => allocate(backend, output));
  launch(backend, kernel, inputs as Operands, outputs, attributes, false);
  return outputs as unknown as Outputs<K>;
}

/** Launches a kernel that updates `outputs` in place; attributes as for `run`. */
export function runInPlace<K extends KernelName>(
  kernel: K,
  inputs: Inputs<K>,
  outputs: Outputs<K>,
  attributes: StepValue<KernelAttributes<K>>,
): void {
  const changed = (outputs as Operands).filter((output) => output !== null);
  const backend = commonBackend(kernel, [...(inputs as Operands), ...changed]);
  launch(backend, kernel, inputs as Operands, outputs as Operands, attributes, true);
  for (const output of changed) output.storage.version++;
}

/** A tensor whose content is undefined until a kernel writes it. */
export function allocate(backend: Backend, { shape, dtype }: OutputSpecification): Tensor {
  if (!backend.dtypes.includes(dtype)) {
    throw new HandgradError(`the ${backend.name} backend has no ${dtype} (it has ${backend.dtypes.join(', ')})`);
  }
  const recorder = activeRecorder();
  const size = sizeOf(shape);
  const storage = recorder
    ? recorder.allocate(backend, dtype, size)
    : new Storage(backend, backend.allocate(dtype, size));
  return new Tensor(storage, shape);
}

function launch(
  backend: Backend,
  kernel: KernelName,
  inputs: Operands,
  outputs: Operands,
  attributes: StepValue<object>,
  inPlace: boolean,
): void {
  const recorder = activeRecorder();
  if (recorder) return recorder.launch({ kernel, inputs, outputs, attributes, inPlace });
  // The table's functions differ in their argument types; `run`'s signature has already matched them to `kernel`.
  (backend.kernels[kernel] as Launch)(inputs, outputs, valueNow(attributes));
}

function commonBackend(kernel: KernelName, tensors: Operands): Backend {
  let backend: Backend | null = null;
  for (const tensor of tensors) {
    if (!tensor) continue;
    const own = backendUnder(tensor.device);
    backend ??= own;
    if (own !== backend) {
      throw new HandgradError(
        `${kernel}: one operand is on ${backend.name} (${backend.description}), another on ${own.name} ` +
          `(${own.description}), another backend; make both on one`,
      );
    }
  }
  if (!backend) throw new HandgradError(`${kernel}: no operand to take the backend from`);
  return backend;
}
