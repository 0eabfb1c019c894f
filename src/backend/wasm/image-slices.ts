import { bytesPerElement } from '../../tensor/dtype.js';
import { sizeOf } from '../../tensor/shape.js';
import type { KernelName } from '../kernels.js';
import type { NeededMemory } from '../program/allocate-buffers.js';
import { PerStep } from '../program/per-step.js';
import type { Program, ProgramOperand, RecordedLaunch } from '../program/program.js';

/** A program some of whose launches are on slices of a batch. */
export interface SlicedProgram extends NeededMemory {
  readonly launches: readonly SlicedLaunch[];
}

/** A launch on whole operands, or, by the thread that takes it, on a slice of their images. */
export interface SlicedLaunch extends Omit<RecordedLaunch, 'inputs' | 'outputs'> {
  readonly inputs: readonly (OperandPart | null)[];
  readonly outputs: readonly (OperandPart | null)[];
  readonly slice: Slice | null;
}

/** A slice of a run of launches: its number, from 0. All launches on it share the object. Slices of one run do not depend on one another. */
export interface Slice {
  readonly number: number;
  readonly run: number;
}

/** An operand, or some of its images. */
export interface OperandPart extends ProgramOperand {
  /** Where they begin, in bytes; undefined for the whole operand. */
  readonly offset?: number;
  /** From there to where they begin if the next thread takes the slice, in bytes: 0 where that is the same. */
  readonly threadDistance?: number;
}

/** Each computes the images of a batch one by one, those of its output from those of its first input, and writes nothing past their end. */
const imageKernels: ReadonlySet<KernelName> = new Set<KernelName>(['conv2d', 'maxPool2d', 'averagePool2d']);

/** What a slice's images may take, the input and the output of a launch together (docs/performance.md, "A batch in slices"). */
const SLICE_BYTES = 1 << 20;

/**
 * Convolutions and poolings that follow one another take the batch in slices: a thread takes a slice through all of them before another
 * one, where nobody else needs what lies between. That is then read from the thread's cache instead of from memory, and threads need not
 * wait for each other in between. Images do not depend on one another, so the bits are the same.
 */
export function sliceImages(program: Program, threads: number): SlicedProgram {
  const { launches } = program;
  const sliced: SlicedLaunch[] = [];
  for (let first = 0, end = 1; first < launches.length; first = end, end++) {
    while (end < launches.length && takesOver(launches[end - 1], launches[end], end)) end++;
    sliced.push(...inSlices(launches.slice(first, end), threads, first));
  }
  return { launches: sliced, ...memoryOf(program, sliced, threads) };
}

/**
 * The program's memory, but for the outputs of launches on slices: a slice writes what it comes to before the next one reads its
 * input, so each of these lies apart, and takes no more than is used of it.
 */
function memoryOf({ buffers, memory }: Program, launches: readonly SlicedLaunch[], threads: number): NeededMemory {
  const apart = new Map<number, number>();
  for (const { outputs, slice } of launches) {
    const [output] = outputs;
    if (!slice || output?.buffer.role !== 'temporary') continue;
    const begin = output.offset! + (threads - 1) * output.threadDistance!;
    const elements = begin / bytesPerElement[output.dtype] + sizeOf(output.shape);
    apart.set(output.buffer.id, Math.max(elements, apart.get(output.buffer.id) ?? 0));
  }
  const slotOf = new Map([...apart.keys()].map((id, i) => [id, memory.slots.length + i]));
  const placed = buffers.map((buffer) => {
    const [size, slot] = [apart.get(buffer.id), slotOf.get(buffer.id)];
    return buffer.role !== 'temporary' || size === undefined ? buffer : { ...buffer, size, slot: slot!, offset: 0 };
  });
  const slots = Array.from({ length: memory.slots.length + apart.size }, (_, slot) => {
    const inSlot = placed.filter((buffer) => buffer.role === 'temporary').filter((buffer) => buffer.slot === slot);
    return { bytes: Math.max(0, ...inSlot.map(({ offset, size, dtype }) => offset + size * bytesPerElement[dtype])) };
  });
  return { buffers: placed, memory: { slots } };
}

/** Whether a launch, the program's `index`-th, takes the images that the one before it has made, and is the only one to do so. */
function takesOver(before: RecordedLaunch, launch: RecordedLaunch, index: number): boolean {
  if (![before, launch].every(isOnImages)) return false;
  const between = before.outputs[0]!.buffer;
  const isOnlyInput = launch.inputs.every((input, i) => (input?.buffer === between) === (i === 0));
  return isOnlyInput && between.role === 'temporary' && between.firstUse === index - 1 && between.lastUse === index;
}

function isOnImages({ kernel, attributes, outputs }: RecordedLaunch): boolean {
  const { buffer } = outputs[0]!;
  const isPart = buffer.role === 'temporary' && buffer.whole !== null;
  return imageKernels.has(kernel) && !(attributes instanceof PerStep) && !isPart;
}

/** A run of launches, slice by slice; as it is, if it is a single launch or if the threads hold the batch in a slice each. */
function inSlices(launches: readonly RecordedLaunch[], threads: number, run: number): readonly SlicedLaunch[] {
  const whole = launches.map((launch) => ({ ...launch, slice: null }));
  if (launches.length === 1) return whole;
  const batch = launches[0].inputs[0]!.shape[0];
  const most = Math.max(1, Math.floor(SLICE_BYTES / Math.max(...launches.map(bytesPerImage))));
  if (batch <= threads * most) return whole;
  const rounds = Math.ceil(batch / (threads * most));
  const size = Math.ceil(batch / (threads * rounds));
  const attributesOf = [size, batch % size].map((count) =>
    launches.map(({ attributes }) => ({ ...attributes, batch: count })),
  );
  return Array.from({ length: Math.ceil(batch / size) }, (_, number) => {
    const slice = { number, run };
    const images = { begin: number * size, count: Math.min(size, batch - number * size), distance: 0 };
    // What lies between two launches needs room for one slice of each thread.
    const between = { ...images, begin: 0, distance: size };
    return launches.map((launch, i): SlicedLaunch => {
      const [input, ...weights] = launch.inputs;
      return {
        ...launch,
        inputs: [part(input!, i === 0 ? images : between), ...weights],
        outputs: [part(launch.outputs[0]!, i === launches.length - 1 ? images : between)],
        attributes: attributesOf[images.count === size ? 0 : 1][i],
        slice,
      };
    });
  }).flat();
}

function part(
  operand: ProgramOperand,
  { begin, count, distance }: { begin: number; count: number; distance: number },
): OperandPart {
  const bytes = imageBytes(operand);
  const shape = [count, ...operand.shape.slice(1)];
  return { ...operand, shape, offset: begin * bytes, threadDistance: distance * bytes };
}

function bytesPerImage({ inputs, outputs }: RecordedLaunch): number {
  return imageBytes(inputs[0]!) + imageBytes(outputs[0]!);
}

function imageBytes({ shape, dtype }: ProgramOperand): number {
  return sizeOf(shape.slice(1)) * bytesPerElement[dtype];
}
