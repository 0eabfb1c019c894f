import { bytesPerElement } from '../../tensor/dtype.js';
import type { Storage } from '../../tensor/lifetime.js';
import type { Shape } from '../../tensor/shape.js';
import { costOf, type KernelCost } from './kernel-cost.js';
import { PerStep } from './per-step.js';
import type { Program, ProgramBuffer, ProgramOperand, RecordedLaunch } from './program.js';

/** A program as plain data, for people and for JSON. */
export interface ProgramListing {
  /** What runs once, beforehand. */
  readonly setup: readonly LaunchListing[];
  /** What runs in every step. */
  readonly launches: readonly LaunchListing[];
  readonly buffers: readonly BufferListing[];
  readonly totals: ProgramTotals;
}

export interface LaunchListing extends KernelCost {
  readonly kernel: string;
  /** Which of its forms: the function of an elementwise kernel, a fused activation; null where there is but one. */
  readonly form: string | null;
  readonly reads: readonly OperandListing[];
  readonly writes: readonly OperandListing[];
  /** Whether its attributes change from step to step. */
  readonly changes: boolean;
}

export interface OperandListing {
  readonly buffer: string;
  readonly shape: Shape;
  readonly dtype: string;
}

export interface BufferListing {
  readonly name: string;
  readonly role: ProgramBuffer['role'];
  readonly dtype: string;
  readonly bytes: number;
  /** The launches of the step in which it is needed first and last; null for what is always there. */
  readonly firstUse: number | null;
  readonly lastUse: number | null;
  /** Where it lies in the memory that temporary buffers share, in bytes; null for memory of its own. */
  readonly offset: number | null;
}

/** Of one step. */
export interface ProgramTotals extends KernelCost {
  readonly launches: number;
  /** Memory by its role; for what is temporary, once shared and once as if it were not. */
  readonly temporaryBytes: number;
  readonly unsharedBytes: number;
  readonly constantBytes: number;
  readonly externalBytes: number;
}

/** Lists a program. `names`: of tensors outside of it, by their memory; others are numbered: x external, c constant, t temporary. */
export function listProgram(program: Program, names: ReadonlyMap<Storage, string> = new Map()): ProgramListing {
  const nameOf = (buffer: ProgramBuffer) =>
    (buffer.role === 'external' && names.get(buffer.storage)) ||
    `${buffer.role === 'external' ? 'x' : buffer.role[0]}${buffer.id}`;
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
      externalBytes: bytesOf('external'),
    },
  };
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
    offset: isTemporary ? memory.slots[buffer.slot].offset : null,
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
