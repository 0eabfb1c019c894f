import { bytesPerElement, type DType } from '../../tensor/dtype.js';
import type { Place, Storage } from '../../tensor/lifetime.js';
import { eliminateDeadLaunches } from './eliminate-dead-launches.js';
import { hoistConstants } from './hoist-constants.js';
import { mergeUpdates } from './merge-updates.js';
import { planMemory } from './plan-memory.js';
import type { Program, ProgramBuffer, RecordedLaunch } from './program.js';
import type { RecordedBuffer, LaunchDraft, OperandDraft } from './recorder.js';

/** What the launches of a step do not tell. */
export interface StepContext {
  /** Whether memory exists outside of the step. */
  readonly isExternal: (storage: Storage) => boolean;
  /** Further memory of the step. */
  readonly allocate: (dtype: DType, size: number) => Storage;
}

/**
 * Makes a program of the launches of a step: drops those that nobody needs, hoists those that need not be repeated, merges the updates
 * of parameters, plans memory.
 */
export function assembleProgram(recorded: readonly LaunchDraft[], { isExternal, allocate }: StepContext): Program {
  const alive = eliminateDeadLaunches(recorded, isExternal);
  const hoisted = hoistConstants(alive, isExternal);
  const written = new Set(hoisted.launches.flatMap(outputsOf));
  const isTemporary = (storage: Storage) => !isExternal(storage) && written.has(storage);
  const merged = mergeUpdates(hoisted.launches, { isTemporary, allocate });
  const step: DraftedStep = { setup: hoisted.setup, launches: merged.launches, places: merged.places, isExternal };
  const { buffers, bufferOf, memory } = makeBuffers(step);
  const finish = (launch: LaunchDraft): RecordedLaunch => {
    const operand = (draft: OperandDraft | null) =>
      draft && { buffer: bufferOf.get(draft.storage)!, shape: draft.shape, dtype: draft.dtype };
    return {
      kernel: launch.kernel,
      inputs: launch.inputs.map(operand),
      outputs: launch.outputs.map(operand),
      // `run` has matched them to the kernel.
      attributes: launch.attributes,
      inPlace: launch.inPlace,
    };
  };
  return {
    buffers,
    setup: step.setup.map(finish),
    launches: step.launches.map(finish),
    memory,
    changes: [...written].filter(isExternal),
  };
}

/** A step whose launches are final. */
interface DraftedStep {
  readonly setup: readonly LaunchDraft[];
  readonly launches: readonly LaunchDraft[];
  /** Memory that has to lie within other memory. */
  readonly places: ReadonlyMap<Storage, Place>;
  readonly isExternal: (storage: Storage) => boolean;
}

function makeBuffers({ setup, launches, places, isExternal }: DraftedStep) {
  const uses = usesOf(launches, places);
  const written = new Set(launches.flatMap(outputsOf));
  const storages = [...new Set([...setup, ...launches].flatMap(operandsOf).map(({ storage }) => storage))];
  const blockOf = (storage: Storage) => places.get(storage)?.whole ?? storage;
  const isTemporary = (storage: Storage) => !isExternal(storage) && (written.has(storage) || isBlock(storage, places));

  const planned = [...new Set(storages.filter(isTemporary).map(blockOf))];
  const { plan, slotOf } = planMemory(planned.map((block) => ({ bytes: bytesOf(block), ...uses.get(block)! })));

  const buffers = storages.map((storage, id): ProgramBuffer => {
    const { buffer } = storage;
    const common = { id, dtype: buffer.dtype, size: buffer.size };
    if (isExternal(storage)) return { ...common, role: 'external', storage, isWritten: written.has(storage) };
    if (!isTemporary(storage)) return { ...common, role: 'constant', values: (buffer as RecordedBuffer).values };
    const slot = slotOf[planned.indexOf(blockOf(storage))];
    const place = places.get(storage);
    const within = { offset: place?.offset ?? 0, whole: place ? storages.indexOf(place.whole) : null };
    return { ...common, role: 'temporary', ...uses.get(storage)!, slot, ...within };
  });
  return { buffers, bufferOf: new Map(storages.map((storage, i) => [storage, buffers[i]])), memory: plan };
}

/** The first and the last launch that needs each memory: mentions it, what it is a part of, or a part of it. */
function usesOf(launches: readonly LaunchDraft[], places: ReadonlyMap<Storage, Place>) {
  const uses = new Map<Storage, { firstUse: number; lastUse: number }>();
  const partsOf = (block: Storage) => [...places].flatMap(([part, { whole }]) => (whole === block ? [part] : []));
  launches.forEach((launch, index) => {
    for (const { storage } of operandsOf(launch)) {
      const block = places.get(storage)?.whole;
      const needed = [storage, ...(block ? [block] : []), ...(isBlock(storage, places) ? partsOf(storage) : [])];
      for (const memory of needed) {
        uses.set(memory, { firstUse: uses.get(memory)?.firstUse ?? index, lastUse: index });
      }
    }
  });
  return uses;
}

function isBlock(storage: Storage, places: ReadonlyMap<Storage, Place>): boolean {
  return [...places.values()].some(({ whole }) => whole === storage);
}

function operandsOf({ inputs, outputs }: LaunchDraft): OperandDraft[] {
  return [...inputs, ...outputs].filter((operand) => operand !== null);
}

function outputsOf({ outputs }: LaunchDraft): Storage[] {
  return outputs.flatMap((output) => (output ? [output.storage] : []));
}

function bytesOf({ buffer }: Storage): number {
  return bytesPerElement[buffer.dtype] * buffer.size;
}
