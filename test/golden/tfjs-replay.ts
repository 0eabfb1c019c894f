import type { Backend } from '../../src/backend/backend.js';
import { tensor } from '../../src/ops/create.js';
import type { NestedArray, Tensor } from '../../src/tensor/tensor.js';
import { tfjsApis } from './tfjs-apis.js';
import {
  chainOf,
  operandsOf,
  type ForwardCase,
  type GradientCase,
  type Recorded,
  type TfjsCase,
} from './tfjs-cases.js';
import { tfjsChains, tfjsKernels } from './tfjs-kernels.js';

/** Why a case cannot be replayed, or null if it can. */
export function reasonToLeaveOut(one: TfjsCase): string | null {
  const operands = operandsOf(one);
  const calls = one.kind === 'grad' ? one.forward : [one];
  if (operands.some(({ dtype }) => dtype === 'complex64')) return 'no complex numbers';
  if (operands.some(({ dtype }) => dtype === 'string')) return 'no strings';
  if (calls.some(({ kernel }) => kernel === 'FloorDiv')) return 'no integer division';
  if (calls.some(({ attrs }) => attrs['batchDims'])) return 'no gather with batch axes';
  if (one.kind === 'grad' && chainOf(one) === 'OneHot')
    return 'TensorFlow.js has a gradient of zeros for indices; here there is none';
  if (/ignores NaNs/.test(one.test)) return 'TensorFlow.js leaves NaN out of max pooling; here it is passed on';
  if (/input=8x8x8,output=4x4x8,f=8,s=1/.test(one.test)) {
    return 'the recorded gradient is larger than the result of the convolution it is said to be of';
  }
  return null;
}

/** Whether a case is about NaN: WGSL may assume that there is none. */
export function concernsNaN(one: TfjsCase): boolean {
  const attributes = one.kind === 'grad' ? [] : Object.values(one.attrs);
  const isMissing = (numbers: readonly unknown[] | null) => numbers?.includes(null) ?? false;
  return isMissing(one.expected) || attributes.includes(null) || operandsOf(one).some(({ data }) => isMissing(data));
}

/** The operation's result, computed by the engine. */
export function replayForward(one: ForwardCase, backend: Backend): Tensor {
  const api = one.api === undefined ? undefined : tfjsApis[one.api];
  if (api) return api(argumentOn(backend), one.args as never, one.out);
  const kernel = tfjsKernels[one.kernel];
  if (!kernel) throw new Error(`the engine's way to compute ${one.kernel} is missing from the table`);
  return kernel(tensorsOf(one.inputs, backend), one.attrs as Record<string, never>);
}

/** The gradient asked for, computed by the engine. */
export function replayGradient(one: GradientCase, backend: Backend): Tensor {
  const [first] = one.forward;
  const operation = one.forward.length === 1 ? tfjsKernels[first.kernel] : tfjsChains[chainOf(one)];
  if (!operation) throw new Error(`the engine's way to compute ${chainOf(one)} is missing from the table`);
  const inputs = tensorsOf(first.inputs, backend);
  const x = inputs[differentiatedInput(one)];
  x.requiresGrad = true;
  const y = operation(inputs, first.attrs as Record<string, never>);
  const upstream = one.dy ? recordedTensor(one.dy, backend).reshape(y.shape) : y.detach().mul(0).add(1);
  y.backward({ upstream });
  if (!x.grad) throw new Error('no gradient arrived');
  return x.grad;
}

/** Which of the first kernel's inputs the gradient is asked for: `grads` names all in order, `grad` shows the one by its values. */
function differentiatedInput({ fn, forward: [{ kernel, inputs }], x, wrt }: GradientCase): string {
  const names = Object.keys(inputs);
  if (fn === 'grads' && kernel !== 'FusedBatchNorm') return names[wrt];
  const wanted = JSON.stringify(x[wrt].data);
  const found = names.filter((name) => JSON.stringify(inputs[name].data) === wanted);
  if (found.length !== 1) throw new Error(`${found.length} inputs of ${kernel} hold the values of argument ${wrt}`);
  return found[0];
}

function tensorsOf(inputs: Readonly<Record<string, Recorded>>, backend: Backend): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, recordedTensor(input, backend, name === 'indices')]),
  );
}

/** TensorFlow.js mixes whole numbers, truth values and floats; the engine's counterpart of all of them is float32. */
function recordedTensor({ shape, data }: Recorded, backend: Backend, areIndices = false): Tensor {
  const values = data!.map((value) => value ?? NaN);
  return tensor(Float64Array.from(values), { shape, dtype: areIndices ? 'int32' : 'float32', backend });
}

function argumentOn(backend: Backend): (argument: Recorded | NestedArray) => Tensor {
  return (argument) =>
    typeof argument === 'object' && 'data' in argument
      ? recordedTensor(argument, backend)
      : tensor(withNaN(argument), { backend });
}

function withNaN(value: NestedArray | null): NestedArray {
  if (Array.isArray(value)) return value.map(withNaN);
  return value ?? NaN;
}
