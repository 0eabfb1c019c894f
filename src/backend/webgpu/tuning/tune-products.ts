import type { Backend } from '../../backend.js';
import type { Program } from '../../program/program.js';
import type { Operand } from '../../../tensor/device.js';
import { bytesPerElement, type DType, type TypedArray } from '../../../tensor/dtype.js';
import { sizeOf } from '../../../tensor/shape.js';
import { productText, variantText, type ProductVariant } from '../kernels/product-candidates.js';
import type { Launcher } from '../launch.js';
import type { KernelsOver } from '../replay/collect-launches.js';
import { launchesToTime, microsecondsOf, type TimingDevice } from './time-launch.js';
import { operationsOf, productsOf, runLaunch, type ProgramProduct } from './program-products.js';
import type { TunedVariants } from './tuned-variants.js';
import type { TuningStore, VariantTimes } from './tuning-store.js';

/** What tuning needs of its backend. */
export type TuningDevice = TimingDevice &
  Pick<Backend, 'allocate' | 'write' | 'read' | 'release'> & {
    readonly launcher: Launcher;
    readonly kernelsOver: KernelsOver;
  };

/** What the tuning of a network may cost. The products that take longest come first; what does not fit is left to the rules. */
const MOST_MS = 1000;
/** A product whose operands take more is not worth their memory: such products fill the GPU with any tiles. */
const MOST_BYTES = 256 * 1024 * 1024;
/**
 * The work ahead that is worth a second of tuning, in multiplications and additions: about ten seconds at the 100 GFLOP/s that small
 * products reach on a small GPU, one on a large.
 */
const WORTHWHILE_OPERATIONS = 1e12;
/** What a product counts at least: a launch takes some ten microseconds, however little there is to compute. */
const OPERATIONS_OF_A_LAUNCH = 1e7;
/**
 * Times the variants of a step's products that were not timed before, by running each on the device. What the time does not suffice for
 * the next run goes on with.
 *
 * A variant that does not give the bits of the usual one is never taken. (By construction all do; a compiler that fuses a
 * multiplication and an addition in one and not in another would break that.)
 * @param steps how often the step will run: nothing is tuned where that is too little work
 */
export async function tuneProducts(
  device: TuningDevice,
  variants: TunedVariants,
  store: TuningStore,
  program: Program,
  steps: number,
): Promise<void> {
  const products = productsOf(program, device.kernelsOver, device.launcher.limits);
  if (workOf(products) * steps < WORTHWHILE_OPERATIONS) return;
  const isOpen = (product: ProgramProduct) => variants.untimed(product.shape, product.usual).length > 0;
  const open = products.filter((product) => isOpen(product) && bytesOf(product) <= MOST_BYTES);
  open.sort((a, b) => workOf([b]) - workOf([a]));
  const end = performance.now() + MOST_MS;
  const found = new Map<string, VariantTimes>();
  for (const [i, product] of open.entries()) {
    const left = end - performance.now();
    if (left <= 0) break;
    const untimed = variants.untimed(product.shape, product.usual);
    const times = await timeVariants(device, product, untimed, performance.now() + left / (open.length - i));
    variants.add(product.shape, times);
    found.set(productText(product.shape), times);
  }
  if (found.size > 0) await store.add(found);
}

function workOf(products: readonly ProgramProduct[]): number {
  return products.reduce(
    (sum, { shape, count }) => sum + count * Math.max(OPERATIONS_OF_A_LAUNCH, operationsOf(shape)),
    0,
  );
}

function operandsOf({ launch: { inputs, outputs } }: ProgramProduct): readonly Operand[] {
  return [...inputs, ...outputs].filter((operand) => operand !== null);
}

function bytesOf(product: ProgramProduct): number {
  return operandsOf(product).reduce((sum, { dtype, shape }) => sum + bytesPerElement[dtype] * sizeOf(shape), 0);
}

/** Times variants of a product, on operands of its own, until `endMs` of `performance.now()`; the first in any case. */
async function timeVariants(
  device: TuningDevice,
  product: ProgramProduct,
  variants: readonly ProductVariant[],
  endMs: number,
): Promise<VariantTimes> {
  const { usual, launch } = product;
  const fresh = new Map(
    operandsOf(product).map(({ buffer, shape, dtype }, i) => [buffer, testOperand(device, shape, dtype, i)]),
  );
  const own = (operand: Operand | null) => operand && fresh.get(operand.buffer)!;
  const operands = { inputs: launch.inputs.map(own), outputs: launch.outputs.map(own) };
  const launchOf = (variant: ProductVariant) => {
    const kernels = device.kernelsOver({ ...device.launcher, choose: () => variant as never });
    return () => runLaunch(kernels, launch, operands);
  };
  const resultOf = (run: () => void) => {
    run();
    return device.read(operands.outputs[0]!.buffer);
  };
  const times: Record<string, number | null> = {};
  try {
    const usualLaunch = launchOf(usual);
    const expected = await resultOf(usualLaunch);
    const launches = await launchesToTime(device, usualLaunch);
    for (const [i, variant] of variants.entries()) {
      if (i > 0 && performance.now() > endMs) break;
      const run = launchOf(variant);
      const isSame = haveSameBits(await resultOf(run), expected);
      times[variantText(variant)] = isSame ? await microsecondsOf(device, run, launches) : null;
    }
    return times;
  } finally {
    for (const { buffer } of fresh.values()) device.release(buffer);
  }
}

/** An operand with numbers in it of which no sum is exact, so that another order of additions shows. */
function testOperand(device: TuningDevice, shape: readonly number[], dtype: DType, seed: number): Operand {
  const size = sizeOf(shape);
  const buffer = device.allocate(dtype, size);
  const values = new Float32Array(size);
  // Fractions of multiples of the golden ratio: they look random and cost next to nothing (Weyl 1916).
  for (let i = 0; i < size; i++) values[i] = (((i + 1 + 1000 * seed) * 0.6180339887498949) % 1) - 0.5;
  device.write(buffer, values);
  return { buffer, shape, dtype };
}

function haveSameBits(a: TypedArray, b: TypedArray): boolean {
  const [first, second] = [a, b].map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length));
  return first.every((bits, i) => bits === second[i]);
}
