/** Lesson 7: the two gradients of a convolution, each computed by `backward` and once more as a convolution. */
import { checkGradients, initialValues, ops, referenceBackend, setBackend, tensor, type Tensor } from 'handgrad';

setBackend(referenceBackend());

const x = [1, 2, 0, -1, 3];
const w = [2, 1, -1];
const turned = w.toReversed();

console.log('stride 1');
await lineByLine([1, -1, 2], 1);
await show('  x correlated with dy', correlate(x, [1, -1, 2]));
await show('  dy, two zeros around, with w turned', correlate([0, 0, 1, -1, 2, 0, 0], turned));

console.log('\nstride 2');
await lineByLine([1, 2], 2);
await show('  x correlated with dilated dy', correlate(x, [1, 0, 2]));
await show('  dilated dy, zeros around, w turned', correlate([0, 0, 1, 0, 2, 0, 0], turned));

const strided = (x: Tensor, w: Tensor) => ops.conv2d(x, w, { strides: 2, padding: 'same' });
const { relativeError } = await checkGradients(strided, [random([2, 5, 6, 3]), random([3, 3, 3, 4])]);
console.log(`\n[2, 5, 6, 3] by [3, 3, 3, 4], stride 2: as finite differences to 1e-9? ${relativeError < 1e-9}`);

/** What the engine makes of y = conv2d(x, w) and of the gradient dy that arrives at y. */
async function lineByLine(dy: number[], strides: number): Promise<void> {
  const [image, kernel] = [asImage(x), asKernel(w)];
  const y = ops.conv2d(image, kernel, { strides });
  y.backward({ upstream: asImage(dy) });
  await show('  y', y);
  await show('  dL/dw by backward', kernel.grad!);
  await show('  dL/dx by backward', image.grad!);
}

/** The correlation of two lines of numbers, with stride 1 and no padding. */
function correlate(line: number[], kernel: number[]): Tensor {
  return ops.conv2d(asImage(line), asKernel(kernel));
}

/** A line of pixels as a batch of one image, one pixel high, of one channel. */
function asImage(line: number[]): Tensor {
  return tensor(line, { shape: [1, 1, line.length, 1], dtype: 'float64', requiresGrad: true });
}

function asKernel(line: number[]): Tensor {
  return tensor(line, { shape: [1, line.length, 1, 1], dtype: 'float64', requiresGrad: true });
}

function random(shape: number[]): Tensor {
  return tensor(initialValues({ kind: 'normal', mean: 0, standardDeviation: 1 }, shape, 7, 'lesson'), {
    shape,
    dtype: 'float64',
  });
}

async function show(name: string, numbers: Tensor): Promise<void> {
  console.log(name.padEnd(38) + Array.from(await numbers.data(), (n) => String(n).padStart(4)).join(''));
}
