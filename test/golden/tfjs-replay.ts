import type { Backend } from '../../src/backend/backend.js';
import { tensor } from '../../src/ops/create.js';
import type { NestedArray, Tensor } from '../../src/tensor/tensor.js';
import { tfjsApis } from './tfjs-apis.js';
import {
  chainOf,
  operandsOf,
  operationOf,
  type ForwardCase,
  type GradientCase,
  type Recorded,
  type TfjsCase,
} from './tfjs-cases.js';
import { tfjsChains, tfjsKernels } from './tfjs-kernels.js';

/** Why a case is not replayed, or null if it is. */
export function reasonToLeaveOut(one: TfjsCase): string | null {
  const operands = operandsOf(one);
  const calls = one.kind === 'grad' ? one.forward : [one];
  if (operands.some(({ dtype }) => dtype === 'complex64')) return 'the engine has no complex numbers';
  if (operands.some(({ dtype }) => dtype === 'string')) return 'the engine has no strings';
  if (calls.some(({ kernel }) => kernel === 'FloorDiv')) return 'the engine has no integer division';
  if (calls.some(({ attrs }) => attrs['batchDims'])) return 'the engine has no gather with batch axes';
  return otherConvention(one) ?? impreciseNumber(one);
}

/** Where TensorFlow.js means something else by the same operation. */
function otherConvention(one: TfjsCase): string | null {
  if (one.kind === 'grad' && chainOf(one) === 'OneHot')
    return 'TensorFlow.js gives indices a gradient of zeros, the engine none';
  if (/^maxPool > .*ignores NaNs/.test(one.test))
    return 'TensorFlow.js leaves NaN out of the maximum, the engine passes it on';
  if (/^avgPool > gradient .* p=explicit/.test(one.test)) {
    return "TensorFlow.js' gradient divides by the whole window, though its forward pass does by the real pixels";
  }
  if (/^conv2dTranspose > input=8x8x8,output=4x4x8/.test(one.test)) {
    return 'TensorFlow.js takes an upstream gradient larger than the result of the convolution';
  }
  return null;
}

/** Numbers that TensorFlow.js' tests, which allow an error of 1e-3, write with more digits than are right, and the right ones. */
const impreciseNumbers: readonly { operation: string; written: number; right: string }[] = [
  { operation: 'gradient of FusedBatchNorm', written: 2.887, right: '5 / sqrt(3.001) = 2.88627' },
  { operation: 'div', written: 0.666, right: '2 / 3' },
  { operation: 'losses.softmaxCrossEntropy', written: 0, right: 'ln(1 + 2 exp(-20)) = 4.1e-9' },
  { operation: 'losses.sigmoidCrossEntropy', written: 0, right: 'ln(1 + exp(-10)) = 4.5e-5' },
];

function impreciseNumber(one: TfjsCase): string | null {
  const found = impreciseNumbers.find(
    ({ operation, written }) =>
      operation === operationOf(one) && one.expected.some((number) => number !== null && Math.abs(number) === written),
  );
  return found ? `its test writes ${found.written} for ${found.right}` : null;
}

/** Whether a case is about NaN: WGSL may assume that there is none. */
export function concernsNaN(one: TfjsCase): boolean {
  const isPaddedWithNaN = one.kind === 'forward' && one.attrs['constantValue'] === null;
  const numbers = [one.expected, ...operandsOf(one).map(({ data }) => data)];
  return isPaddedWithNaN || numbers.some((list) => list?.includes(null));
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
