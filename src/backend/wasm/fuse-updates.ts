import { bytesPerElement } from '../../tensor/dtype.js';
import type { KernelAttributes } from '../kernels.js';
import { PerStep } from '../program/per-step.js';
import type { ExternalBuffer, ProgramBuffer, RecordedLaunch } from '../program/program.js';
import { wasmBufferOf } from './wasm-buffer.js';

type Launch = Pick<RecordedLaunch, 'kernel' | 'inputs' | 'outputs' | 'attributes'>;

/** Some elements of operands of one size, from one place on. */
export interface Region {
  readonly from: number;
  readonly size: number;
}

/** An update of a part of its parameters. */
export interface PartialUpdate {
  readonly update: Launch;
  /** The part, in the gradient and in what is changed alike. */
  readonly region: Region;
  /** An outer product that is this part of the gradient, to be computed with the update; null where the gradient is read. */
  readonly product: Launch | null;
}

/** A product whose result is part of the gradient that an update reads. */
interface Part {
  readonly index: number;
  readonly product: Launch;
  readonly region: Region;
}

/**
 * Elements of the smallest gradient that is worth it, 1 MiB: more than second-level caches have room for beside kernel and moments.
 * Steps of one example through 784-n-10, in turn with unfused ones, medians: n = 200 1.03 times as long, n = 500 1.02, n = 1000 0.83.
 */
const SMALLEST = 2 ** 18;

/**
 * The launches of a step, for a batch of one example in particular. There the gradient of a dense layer's kernel is an outer product,
 * x^T dy: as large as the kernel, made of next to nothing, and read once, by Adam. Computed there, it is never written: of a step's
 * seven passes over memory as large as the parameters (kernel, gradient, and Adam's gradient, kernel, two moments) two are saved.
 *
 * The update of such a kernel comes where its product was, that is before the other parameters': only where nobody looks at the
 * kernel in between.
 */
export function fuseUpdates<L extends Launch>(launches: readonly L[]): (L | PartialUpdate)[] {
  const steps: (L | PartialUpdate)[][] = launches.map((launch) => [launch]);
  launches.forEach((update, at) => {
    if (update.kernel !== 'adam') return;
    const parts = partsOf(update, at, launches);
    if (parts.length === 0) return;
    for (const { index, product, region } of parts) steps[index] = [{ update, region, product }];
    const regions = parts.map(({ region }) => region);
    steps[at] = between(regions, update.inputs[0]!.buffer.size).map((region) => ({ update, region, product: null }));
  });
  return steps.flat();
}

/** The outer products of which the gradient of the update at `at` consists, among other parts. */
function partsOf(update: Launch, at: number, launches: readonly Launch[]): Part[] {
  const gradient = update.inputs[0]!.buffer;
  const state = update.outputs.flatMap((output) => (output?.buffer.role === 'external' ? [output.buffer] : []));
  if (gradient.role !== 'temporary' || state.length < update.outputs.length) return [];
  return launches.slice(0, at).flatMap((product, index): Part[] => {
    if (!isOuterProduct(product)) return [];
    const result = product.outputs[0]!.buffer;
    if (result.role !== 'temporary' || (result !== gradient && result.whole !== gradient.id)) return [];
    const region = { from: (result.offset - gradient.offset) / bytesPerElement.float32, size: result.size };
    const changed = state.map((buffer) => memoryOf(buffer, region));
    const others = launches.filter((other) => other !== product && other !== update);
    const isGradient = (buffer: ProgramBuffer) => buffer === result || buffer === gradient;
    const isChanged = (buffer: ProgramBuffer) =>
      buffer.role === 'external' && changed.some((range) => overlap(range, memoryOf(buffer)));
    // Nobody may look for a gradient that is not there, or, in between, find a parameter that is a new one already.
    const isSeen =
      others.some((other) => uses(other, isGradient)) ||
      launches.slice(index + 1, at).some((other) => uses(other, isChanged));
    return isSeen ? [] : [{ index, product, region }];
  });
}

function uses({ inputs, outputs }: Launch, isMeant: (buffer: ProgramBuffer) => boolean): boolean {
  return [...inputs, ...outputs].some((operand) => operand && isMeant(operand.buffer));
}

/** Whether each element of the result is one product, in rows of whole vectors, and there are enough of them. */
function isOuterProduct(launch: Launch): boolean {
  if (launch.kernel !== 'matmul' || launch.attributes instanceof PerStep) return false;
  const { batch, m, n, k, activation } = launch.attributes as KernelAttributes<'matmul'>;
  const isPlain = launch.inputs[2] === null && activation === 'linear';
  return batch === 1 && k === 1 && isPlain && n % 4 === 0 && m * n >= SMALLEST;
}

/** Addresses, from the first up to, not including, the last. */
type Range = readonly [begin: number, end: number];

function memoryOf({ storage }: ExternalBuffer, { from, size } = { from: 0, size: storage.buffer.size }): Range {
  const { address, dtype } = wasmBufferOf(storage.buffer, 'a step');
  const bytes = bytesPerElement[dtype];
  return [address + bytes * from, address + bytes * (from + size)];
}

function overlap([begin, end]: Range, [otherBegin, otherEnd]: Range): boolean {
  return begin < otherEnd && otherBegin < end;
}

/** What of so many elements is in none of the regions. */
function between(regions: readonly Region[], size: number): Region[] {
  const inOrder = regions.toSorted((a, b) => a.from - b.from);
  const begins = [0, ...inOrder.map((region) => region.from + region.size)];
  const ends = [...inOrder.map(({ from }) => from), size];
  return begins.map((from, i) => ({ from, size: ends[i] - from })).filter((region) => region.size > 0);
}
