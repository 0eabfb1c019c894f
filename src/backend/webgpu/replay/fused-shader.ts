import type { DeviceBuffer } from '../../../tensor/device.js';
import type { GpuBuffer, MemoryBlock } from '../buffers.js';
import type { StepLaunch } from './collect-launches.js';
import { rename, WORKGROUP_SIZE } from './kernel-module.js';
import type { FusedDispatch } from './schedule.js';
import type { TableLayout } from './step-table.js';
import { usesOf } from './uses.js';

/** A range of GPU memory that a dispatch binds, at @binding of its place in the list. */
export interface BoundRange {
  readonly block: MemoryBlock;
  readonly offset: number;
  readonly bytes: number;
  readonly isWritten: boolean;
}

/** One shader for all launches of a dispatch. */
export interface FusedShader {
  readonly source: string;
  readonly bindings: readonly BoundRange[];
  /** Whether the table of scalars is bound, behind the other bindings. */
  readonly usesTable: boolean;
  readonly workgroups: number;
}

/** What the dispatches of a step have in common. */
export interface StepContext {
  readonly table: TableLayout;
  readonly placeOf: (buffer: DeviceBuffer) => GpuBuffer;
  /** One u32: how often the step has been counted since the table was written. */
  readonly counter: DeviceBuffer;
  /** The dispatch that counts the step. */
  readonly countingDispatch: number;
}

/**
 * Puts the kernels of a dispatch side by side: every name gets the number of its launch behind it, every entry point becomes a
 * function, and by the number of the workgroup `main` calls one of them, with the builtins that it would have had alone. All of a
 * workgroup's threads go the same way, so barriers stay where they were, and what is computed is the same to the bit.
 *
 * WebGPU limits the number of bindings, and forbids to bind a buffer for reading and once more for writing. So each block of memory is
 * bound once, as a structure whose members are the operands at their offsets.
 */
export function fusedShader(step: StepContext, dispatch: FusedDispatch, index: number): FusedShader {
  const { launches } = dispatch;
  const usesTable = launches.some(readsScalars);
  const counts = index === step.countingDispatch;
  const blocks = new Blocks(step.placeOf);
  const counterPath = usesTable || counts ? blocks.member(step.counter, 'u32', counts) : '';
  const bodies = launches.map((launch) => kernelText(launch, dispatch.workgroupSize, blocks));
  const { bindings, text } = blocks.declarations();
  let workgroups = 0;
  const calls = launches.map((launch) => {
    const first = workgroups;
    workgroups += workgroupsOf(launch, dispatch.workgroupSize);
    return callOf(launch, dispatch.workgroupSize, first, workgroups);
  });
  const row = index > step.countingDispatch ? `${counterPath} - 1u` : counterPath;
  const parts = [
    ...new Set(launches.flatMap(({ module }) => module.enables)),
    text,
    ...bodies,
    ...(usesTable ? [tableText(step.table, launches, bindings.length)] : []),
    mainText(dispatch.workgroupSize, [
      ...(usesTable ? [`row = ${row};`] : []),
      ...(counts ? [`if (workgroup == 0u && thread == 0u) { ${counterPath} += 1u; }`] : []),
      ...(calls.length > 0 ? [calls.join('\n  else ')] : []),
    ]),
  ];
  // Counting takes a workgroup even where there is nothing else to do.
  return { source: parts.join('\n'), bindings, usesTable, workgroups: Math.max(1, workgroups) };
}

/** Whether a launch looks into the table of scalars. */
export function readsScalars({ module }: StepLaunch): boolean {
  return module.bindings.some(({ space }) => space === 'uniform');
}

/** The structures that stand for blocks of memory, while operands are added to them. */
class Blocks {
  private readonly members = new Map<MemoryBlock, Map<number, Member>>();

  constructor(private readonly placeOf: (buffer: DeviceBuffer) => GpuBuffer) {}

  /** What the shader calls a buffer. */
  member(buffer: DeviceBuffer, type: string, isWritten: boolean): string {
    const { block, offset, boundBytes } = this.placeOf(buffer);
    const ofBlock = this.members.get(block) ?? new Map<number, Member>();
    this.members.set(block, ofBlock);
    const sized = type.replace(/^array<(.*)>$/, `array<$1, ${boundBytes / 4}>`);
    ofBlock.set(offset, { type: sized, bytes: boundBytes, isWritten: isWritten || !!ofBlock.get(offset)?.isWritten });
    return `block${[...this.members.keys()].indexOf(block)}.at${offset}`;
  }

  /** What `arrayLength` would say: all elements are words. */
  wordsOf(buffer: DeviceBuffer): number {
    return this.placeOf(buffer).boundBytes / 4;
  }

  declarations(): { bindings: BoundRange[]; text: string } {
    const bindings: BoundRange[] = [];
    const texts = [...this.members].map(([block, ofBlock], index) => {
      const members = [...ofBlock].sort(([a], [b]) => a - b);
      const [begin] = members[0];
      const [last, { bytes }] = members[members.length - 1];
      const isWritten = members.some(([, member]) => member.isWritten);
      bindings.push({ block, offset: begin, bytes: last + bytes - begin, isWritten });
      const lines = members.map(([offset, { type }], i) => {
        const size = i + 1 < members.length ? `@size(${members[i + 1][0] - offset}) ` : '';
        return `  ${size}at${offset}: ${type},`;
      });
      const access = isWritten ? 'read_write' : 'read';
      return [
        `struct Block${index} {`,
        ...lines,
        '}',
        `@group(0) @binding(${index}) var<storage, ${access}> block${index}: Block${index};`,
      ].join('\n');
    });
    return { bindings, text: texts.join('\n') };
  }
}

interface Member {
  readonly type: string;
  readonly bytes: number;
  readonly isWritten: boolean;
}

/** The kernel under names of its own. */
function kernelText(launch: StepLaunch, workgroupSize: number, blocks: Blocks): string {
  const { number, module } = launch;
  const names = new Map([...module.declarations, module.entry].map(({ name }) => [name, `${name}_${number}`]));
  const sizes = new Map<string, number>();
  const empty: string[] = [];
  const uses = new Map(usesOf(launch).map((use) => [use.binding, use.buffer]));
  for (const binding of module.bindings) {
    const buffer = uses.get(binding);
    if (binding.space === 'uniform') names.set(binding.name, `table[row].launch${number}`);
    else if (buffer) {
      names.set(binding.name, blocks.member(buffer, binding.type, binding.space === 'read_write'));
      sizes.set(binding.name, blocks.wordsOf(buffer));
    } else {
      // An operand that is null: the kernel names it, but does not get there.
      names.set(binding.name, `${binding.name}_${number}`);
      empty.push(`var<private> ${binding.name}_${number}: ${binding.type.replace('>', ', 1>')};`);
    }
  }
  const lengthsKnown = (text: string) =>
    text.replaceAll(/arrayLength\(&(\w+)\)/g, (length, name: string) =>
      sizes.has(name) ? `${sizes.get(name)}u` : length,
    );
  const texts = [...module.declarations, module.entry].map(({ name, text }) => {
    const resized = name === WORKGROUP_SIZE ? `const ${WORKGROUP_SIZE} = ${workgroupSize}u;` : text;
    return rename(lengthsKnown(resized), (other) => names.get(other));
  });
  return [...empty, ...texts].join('\n');
}

/** As many as the launch has alone; if workgroups have another size, as many as have so many threads. */
function workgroupsOf({ request, module }: StepLaunch, workgroupSize: number): number {
  const [across, down] = request.dispatch;
  if (module.workgroupSize !== null) return across * down;
  return Math.ceil((across * down * LINEAR_WORKGROUP) / workgroupSize);
}

/** What WORKGROUP_SIZE is for `linearDispatch`. */
const LINEAR_WORKGROUP = 256;

/** The branch of `main` that workgroups from `first` up to `end` take. */
function callOf({ number, module, request }: StepLaunch, size: number, first: number, end: number): string {
  const across = module.workgroupSize === null ? end - first : request.dispatch[0];
  const down = module.workgroupSize === null ? 1 : request.dispatch[1];
  const place = `(workgroup - ${first}u)`;
  const [x, y] = down === 1 ? [place, '0u'] : [`${place} % ${across}u`, `${place} / ${across}u`];
  const values: Readonly<Record<string, string>> = {
    workgroup_id: `vec3u(${x}, ${y}, 0u)`,
    num_workgroups: `vec3u(${across}u, ${down}u, 1u)`,
    global_invocation_id: `vec3u(${x} * ${size}u + thread, ${y}, 0u)`,
    local_invocation_index: 'thread',
  };
  const given = module.entry.builtins.map((builtin) => values[builtin]);
  return `if (workgroup < ${end}u) { ${module.entry.name}_${number}(${given.join(', ')}); }`;
}

function mainText(workgroupSize: number, statements: readonly string[]): string {
  return [
    `@compute @workgroup_size(${workgroupSize})`,
    'fn main(',
    '  @builtin(workgroup_id) id: vec3u,',
    '  @builtin(num_workgroups) workgroups: vec3u,',
    '  @builtin(local_invocation_index) thread: u32,',
    ') {',
    '  let workgroup = id.x + id.y * workgroups.x;',
    ...statements.map((statement) => `  ${statement}`),
    '}',
  ].join('\n');
}

/** The table of scalars, as far as the dispatch knows it. */
function tableText({ places, rowBytes, rows }: TableLayout, launches: readonly StepLaunch[], binding: number): string {
  const members: string[] = [];
  let end = 0;
  const skipTo = (offset: number) => {
    if (offset > end) members.push(`  @align(16) @size(${offset - end}) skipped${end}: u32,`);
  };
  for (const { number, module } of launches) {
    const place = places.get(number);
    const scalars = module.bindings.find(({ space }) => space === 'uniform');
    if (!place || !scalars) continue;
    skipTo(place.offset);
    members.push(`  @align(16) launch${number}: ${scalars.type}_${number},`);
    end = place.offset + Math.ceil(place.bytes / 16) * 16;
  }
  skipTo(rowBytes);
  return [
    'struct Row {',
    ...members,
    '}',
    `@group(0) @binding(${binding}) var<uniform> table: array<Row, ${rows}>;`,
    // Read once by each thread, and not by every mention of a scalar.
    'var<private> row: u32;',
  ].join('\n');
}
