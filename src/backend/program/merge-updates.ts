import { bytesPerElement } from '../../tensor/dtype.js';
import { Storage, type Place } from '../../tensor/lifetime.js';
import type { KernelName } from '../kernels.js';
import { alignedBytes } from '../pack-together.js';
import type { LaunchDraft, OperandDraft } from './recorder.js';

/** Launches, and which memory of the step has to lie within which. */
export interface MergedLaunches {
  readonly launches: readonly LaunchDraft[];
  /** Gradients that a merged update reads as one. */
  readonly places: ReadonlyMap<Storage, Place>;
}

/** What the pass knows of memory. */
export interface MergeContext {
  /** Whether it is made anew in each step. */
  readonly isTemporary: (storage: Storage) => boolean;
  /** Memory of the step, of a gradient's dtype. */
  readonly allocate: (dtype: OperandDraft['dtype'], size: number) => Storage;
}

/** Kernels that do the same to each element of a gradient and of what lies at its place in parameter and state. */
const updates: ReadonlySet<KernelName> = new Set<KernelName>(['sgd', 'adam', 'nadam', 'rmsprop']);

/** One parameter's update. */
interface Update {
  readonly index: number;
  readonly launch: LaunchDraft;
  readonly gradient: OperandDraft;
  readonly outputs: readonly (OperandDraft | null)[];
}

/**
 * Updates many parameters by one launch. Where an optimiser's parameters lie one behind the other in memory, and so does its state
 * (`packTogether`), their gradients are given places in the same order, and the launches become one over all of it. Each element
 * is computed as before. What lies between two parameters takes part and is looked at by nobody.
 */
export function mergeUpdates(launches: readonly LaunchDraft[], context: MergeContext): MergedLaunches {
  const merged = new Map<number, LaunchDraft | null>();
  const places = new Map<Storage, Place>();
  for (const run of neighbours(candidates(launches, context))) {
    if (run.length < 2 || !canWait(run, launches)) continue;
    const last = Math.max(...run.map(({ index }) => index));
    for (const { index } of run) merged.set(index, null);
    merged.set(last, mergedLaunch(run, places, context));
  }
  return {
    launches: launches.flatMap((launch, i) => {
      const replacement = merged.get(i);
      return replacement === undefined ? [launch] : replacement === null ? [] : [replacement];
    }),
    places,
  };
}

/** Updates of packed parameters by gradients that can be put anywhere. */
function candidates(launches: readonly LaunchDraft[], { isTemporary }: MergeContext): Update[] {
  const found = launches.flatMap((launch, index): Update[] => {
    const { kernel, inputs, outputs } = launch;
    const [gradient] = inputs;
    if (!updates.has(kernel) || !gradient || !isTemporary(gradient.storage)) return [];
    const isPacked = outputs.every((output) => output === null || output.storage.place !== null);
    return isPacked ? [{ index, launch, gradient, outputs }] : [];
  });
  const times = (storage: Storage) => found.filter(({ gradient }) => gradient.storage === storage).length;
  return found.filter(({ gradient }) => times(gradient.storage) === 1);
}

/** Lists of updates of one kind and with the same attributes whose outputs all lie one behind the other. */
function neighbours(all: readonly Update[]): Update[][] {
  const runs: Update[][] = [];
  const inOrder = [...all].sort((a, b) => placeOf(a).offset - placeOf(b).offset);
  for (const update of inOrder) {
    const run = runs.find((earlier) => follows(earlier[earlier.length - 1], update));
    if (run) run.push(update);
    else runs.push([update]);
  }
  return runs;
}

function follows(before: Update, after: Update): boolean {
  const isSame = before.launch.kernel === after.launch.kernel && before.launch.attributes === after.launch.attributes;
  return (
    isSame &&
    before.outputs.every((output, i) => {
      const next = after.outputs[i];
      if (!output || !next) return output === next;
      const [place, nextPlace] = [output.storage.place!, next.storage.place!];
      const end = place.offset + alignedBytes(output.storage.buffer);
      return place.whole === nextPlace.whole && end === nextPlace.offset;
    })
  );
}

/**
 * Whether every update of a run can be made as late as the last: nothing in between has to do with what it changes, and no launch
 * turns one of the gradients into another, for these would lie in one block of memory.
 */
function canWait(run: readonly Update[], launches: readonly LaunchDraft[]): boolean {
  const own = new Set(run.map(({ launch }) => launch));
  const last = Math.max(...run.map(({ index }) => index));
  const gradients = new Set(run.map(({ gradient }) => gradient.storage));
  const touches = (operands: readonly (OperandDraft | null)[], storages: ReadonlySet<Storage>) =>
    operands.some((operand) => operand && storages.has(operand.storage));
  const isUndisturbed = run.every(({ index, outputs, gradient }) => {
    const changed = new Set(outputs.flatMap((output) => (output ? [output.storage] : [])));
    return launches
      .slice(index + 1, last)
      .every(
        (launch) =>
          own.has(launch) ||
          !(
            touches([...launch.inputs, ...launch.outputs], changed) ||
            touches(launch.outputs, new Set([gradient.storage]))
          ),
      );
  });
  return (
    isUndisturbed && !launches.some(({ inputs, outputs }) => touches(inputs, gradients) && touches(outputs, gradients))
  );
}

function mergedLaunch(run: readonly Update[], places: Map<Storage, Place>, { allocate }: MergeContext): LaunchDraft {
  const { launch, gradient, outputs } = run[0];
  const begin = placeOf(run[0]).offset;
  const final = run[run.length - 1];
  const bytes = bytesPerElement[gradient.dtype] * final.gradient.storage.buffer.size;
  const size = (placeOf(final).offset - begin + bytes) / bytesPerElement[gradient.dtype];
  const block = allocate(gradient.dtype, size);
  for (const update of run) {
    places.set(update.gradient.storage, { whole: block, offset: placeOf(update).offset - begin });
  }
  const region = (output: OperandDraft | null) => {
    if (!output) return null;
    const { whole, offset } = output.storage.place!;
    const { dtype } = output;
    const storage = new Storage(whole.device, whole.device.view(whole.buffer, { dtype, size, offset }), {
      whole,
      offset,
    });
    return { storage, shape: [size], dtype };
  };
  return {
    ...launch,
    inputs: [{ storage: block, shape: [size], dtype: gradient.dtype }],
    outputs: outputs.map(region),
  };
}

/** Where the parameter lies. */
function placeOf({ outputs }: Update): Place {
  return outputs[0]!.storage.place!;
}
