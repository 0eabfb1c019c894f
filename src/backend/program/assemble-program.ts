import { bytesPerElement } from '../../tensor/dtype.js';
import type { Storage } from '../../tensor/lifetime.js';
import { eliminateDeadLaunches } from './eliminate-dead-launches.js';
import { hoistConstants, type HoistedLaunches } from './hoist-constants.js';
import { planMemory } from './plan-memory.js';
import type { Program, ProgramBuffer, RecordedLaunch } from './program.js';
import type { RecordedBuffer, LaunchDraft, OperandDraft } from './recorder.js';

/**
 * Makes a program of the launches of a step: drops those that nobody needs, hoists those that need not be repeated, plans memory.
 * `isExternal`: whether memory exists outside of the step.
 */
export function assembleProgram(recorded: readonly LaunchDraft[], isExternal: (storage: Storage) => boolean): Program {
  const alive = eliminateDeadLaunches(recorded, isExternal);
  const hoisted = hoistConstants(alive, isExternal);
  const { buffers, bufferOf, memory } = makeBuffers(hoisted, isExternal);
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
  return { buffers, setup: hoisted.setup.map(finish), launches: hoisted.launches.map(finish), memory };
}

function makeBuffers({ setup, launches }: HoistedLaunches, isExternal: (storage: Storage) => boolean) {
  const uses = usesOf(launches);
  const writtenInStep = new Set(launches.flatMap(outputsOf));
  const isTemporary = (storage: Storage) => !isExternal(storage) && writtenInStep.has(storage);
  const storages = [...new Set([...setup, ...launches].flatMap(operandsOf).map(({ storage }) => storage))];

  const temporaries = storages.filter(isTemporary);
  const lifetimes = temporaries.map((storage) => ({ bytes: bytesOf(storage), ...uses.get(storage)! }));
  const { plan, slotOf } = planMemory(lifetimes);

  const buffers = storages.map((storage, id): ProgramBuffer => {
    const { buffer } = storage;
    const common = { id, dtype: buffer.dtype, size: buffer.size };
    if (isExternal(storage)) return { ...common, role: 'external', storage, isWritten: writtenInStep.has(storage) };
    if (!isTemporary(storage)) return { ...common, role: 'constant', values: (buffer as RecordedBuffer).values };
    return { ...common, role: 'temporary', ...uses.get(storage)!, slot: slotOf[temporaries.indexOf(storage)] };
  });
  return { buffers, bufferOf: new Map(storages.map((storage, i) => [storage, buffers[i]])), memory: plan };
}

/** The first and the last launch that mentions each memory. */
function usesOf(launches: readonly LaunchDraft[]): Map<Storage, { firstUse: number; lastUse: number }> {
  const uses = new Map<Storage, { firstUse: number; lastUse: number }>();
  launches.forEach((launch, index) => {
    for (const { storage } of operandsOf(launch)) {
      uses.set(storage, { firstUse: uses.get(storage)?.firstUse ?? index, lastUse: index });
    }
  });
  return uses;
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
