import { bytesPerElement } from '../../tensor/dtype.js';
import type { Storage } from '../../tensor/lifetime.js';
import type { Shape } from '../../tensor/shape.js';
import { costOf, type KernelCost } from './kernel-cost.js';
import { PerStep } from './per-step.js';
import type { ExternalBuffer, Program, ProgramBuffer, ProgramOperand, RecordedLaunch } from './program.js';

/** A program as plain data, for people and for JSON. */
export interface ProgramListing {
  /** What runs once, beforehand. */
  readonly setup: readonly LaunchListing[];
  /** What runs in every step. */
  readonly launches: readonly LaunchListing[];
  /** The blocks of memory that its launches work on. */
  readonly buffers: readonly BufferListing[];
  /** What a step comes to altogether. */
  readonly totals: ProgramTotals;
}

/** A kernel that runs, on what, and what that costs. */
export interface LaunchListing extends KernelCost {
  /** Its name: `matmul`, `unary`, ... */
  readonly kernel: string;
  /** Which of its forms: the function of an elementwise kernel, a fused activation; null where there is but one. */
  readonly form: string | null;
  /** Its inputs, those that are left out excepted. */
  readonly reads: readonly OperandListing[];
  /** Its outputs. */
  readonly writes: readonly OperandListing[];
  /** Whether its attributes change from step to step. */
  readonly changes: boolean;
}

/** A buffer as a kernel sees it. */
export interface OperandListing {
  /** Its name among `ProgramListing.buffers`. */
  readonly buffer: string;
  /** The sizes of all axes. */
  readonly shape: Shape;
  /** What an element is. */
  readonly dtype: string;
}

/** A block of memory, and when it is needed. */
export interface BufferListing {
  /** The name of a tensor outside of the program, or else a number: `x3`, `c4`, `t5`. */
  readonly name: string;
  /**
   * Whether it is there before the step (`external`), the same in every step (`constant`), or needed within the step
   * only (`temporary`).
   */
  readonly role: ProgramBuffer['role'];
  /** What an element is. */
  readonly dtype: string;
  /** Its size. */
  readonly bytes: number;
  /** The launches of the step in which it is needed first and last; null for what is always there. */
  readonly firstUse: number | null;
  /** Counted as `firstUse`. */
  readonly lastUse: number | null;
  /** Where it lies in the memory that temporary buffers share, in bytes; null for memory of its own. */
  readonly offset: number | null;
}

/** Of one step. */
export interface ProgramTotals extends KernelCost {
  /** How many kernels run. */
  readonly launches: number;
  /** Memory by its role; for what is temporary, once shared and once as if it were not. */
  readonly temporaryBytes: number;
  /** What temporary buffers would take together if each had memory of its own. */
  readonly unsharedBytes: number;
  /** What is the same in every step. */
  readonly constantBytes: number;
  /** What exists outside of the step: parameters, data, sums. */
  readonly externalBytes: number;
}

/** Lists a program. `names`: of tensors outside of it, by their memory; others are numbered: x external, c constant, t temporary. */
export function listProgram(program: Program, names: ReadonlyMap<Storage, string> = new Map()): ProgramListing {
  const nameOf = (buffer: ProgramBuffer) => {
    if (buffer.role !== 'external') return `${buffer.role[0]}${buffer.id}`;
    return names.get(buffer.storage) ?? nameOfRegion(buffer, names) ?? `x${buffer.id}`;
  };
  const operand = ({ buffer, shape, dtype }: ProgramOperand) => ({ buffer: nameOf(buffer), shape, dtype });
  const list = (launch: RecordedLaunch): LaunchListing => ({
    kernel: launch.kernel,
    form: formOf(launch),
    reads: launch.inputs.filter((input) => input !== null).map(operand),
    writes: launch.outputs.filter((output) => output !== null).map(operand),
    changes: launch.attributes instanceof PerStep,
    ...costOf(launch),
  });
  const launches = program.launches.map(list);
  const bytesOf = (role: ProgramBuffer['role']) =>
    program.buffers.filter((buffer) => buffer.role === role).reduce((sum, buffer) => sum + bytes(buffer), 0);
  return {
    setup: program.setup.map(list),
    launches,
    buffers: program.buffers.map((buffer) => listBuffer(program, buffer, nameOf(buffer))),
    totals: {
      launches: launches.length,
      operations: launches.reduce((sum, { operations }) => sum + operations, 0),
      bytesMoved: launches.reduce((sum, { bytesMoved }) => sum + bytesMoved, 0),
      temporaryBytes: program.memory.arenaBytes,
      unsharedBytes: program.memory.unsharedBytes,
      constantBytes: bytesOf('constant'),
      externalBytes: externalBytes(program),
    },
  };
}

/** Memory that holds several tensors: `first..last`. */
function nameOfRegion({ storage, dtype, size }: ExternalBuffer, names: ReadonlyMap<Storage, string>): string | null {
  const { place } = storage;
  if (!place) return null;
  const end = place.offset + bytesPerElement[dtype] * size;
  const inside = [...names]
    .flatMap(([{ place: part }, name]) => (part?.whole === place.whole ? [{ name, offset: part.offset }] : []))
    .filter(({ offset }) => offset >= place.offset && offset < end)
    .sort((a, b) => a.offset - b.offset);
  return inside.length === 0 ? null : `${inside[0].name}..${inside[inside.length - 1].name}`;
}

/** Memory outside of the program. What lies in larger memory that is there, too, is not counted twice. */
function externalBytes({ buffers }: Program): number {
  const external = buffers.filter((buffer) => buffer.role === 'external');
  const isWithin = (part: ExternalBuffer, larger: ExternalBuffer) => {
    const [inner, outer] = [part.storage.place, larger.storage.place];
    if (!inner || inner.whole !== outer?.whole || bytes(part) >= bytes(larger)) return false;
    return inner.offset >= outer.offset && inner.offset + bytes(part) <= outer.offset + bytes(larger);
  };
  return external
    .filter((part) => !external.some((larger) => isWithin(part, larger)))
    .reduce((sum, buffer) => sum + bytes(buffer), 0);
}

function listBuffer({ memory }: Program, buffer: ProgramBuffer, name: string): BufferListing {
  const { role, dtype } = buffer;
  const isTemporary = role === 'temporary';
  return {
    name,
    role,
    dtype,
    bytes: bytes(buffer),
    firstUse: isTemporary ? buffer.firstUse : null,
    lastUse: isTemporary ? buffer.lastUse : null,
    offset: isTemporary ? memory.slots[buffer.slot].offset + buffer.offset : null,
  };
}

function bytes({ dtype, size }: ProgramBuffer): number {
  return bytesPerElement[dtype] * size;
}

function formOf({ attributes }: RecordedLaunch): string | null {
  if (attributes instanceof PerStep) return null;
  if ('function' in attributes) return attributes.function;
  if ('activation' in attributes) return attributes.activation;
  return null;
}
