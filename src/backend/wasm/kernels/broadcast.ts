import type { Operand } from '../../../tensor/device.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { F32x4, FunctionBuilder, Local } from '../assembler/index.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { broadcastAxes, type BroadcastAxis } from './broadcast-axes.js';
import { rowTableBytes, writePeriodic, type Repetition } from './broadcast-periodic.js';
import { outerWalk, writeRows } from './broadcast-rows.js';

/** Four elements of y, of those of the inputs. What holds int32 is seen as float32 too: its bits are what counts. */
export type Combination = (k: FunctionBuilder, inputs: readonly Local<F32x4>[]) => F32x4;

/** y = combine(inputs), each broadcast to y's shape; words of 4 bytes. */
export interface Broadcast {
  /** Names `combine`. */
  readonly code: string;
  readonly combine: Combination;
  /** Whether an element takes many instructions. */
  readonly isCostly: boolean;
  readonly inputs: readonly Operand[];
  readonly y: Operand;
}

/** How many elements of another combination take as long as one of a costly one. */
const COST_RATIO = 8;
/** A row is worth copying (broadcast-periodic.ts) when it is used that often. */
const ROWS_WORTH_COPIES = 16;
/** Runs over a row are that long, if need be over several copies of it: shorter ones take longer to begin than to do. */
const SHORTEST_RUN = 64;

/**
 * Runs an elementwise combination. Inputs of y's shape, single values and rows ([n] in [m, n]) are walked from y's first element to
 * its last, whatever the number of columns (broadcast-periodic.ts); everything else row by row (broadcast-rows.ts).
 */
export function launchBroadcast(launcher: Launcher, { code, combine, isCostly, inputs, y }: Broadcast): void {
  const size = sizeOf(y.shape);
  if (size === 0) return;
  const isParallel = isWorthThreads(isCostly ? COST_RATIO * size : size);
  const operands = [...inputs, y];
  const axes = broadcastAxes(y, inputs);
  const repetitions = repetitionsOf(axes, inputs.length);
  const columns = axes.at(-1)?.length ?? 1;
  const copies = repetitions?.includes('row') ? copiesOf(columns, size / columns) : 1;

  if (repetitions && copies) {
    launcher.launch({
      code: `${code}/${repetitions.join('-')}/${copies > 1 ? 'copied' : 'direct'}`,
      write: (k) => writePeriodic(k, { repetitions, combine, isCostly, isCopied: copies > 1 }),
      operands,
      scalars: [{ i32: size }, { i32: columns }, { i32: copies }],
      isParallel,
      scratchBytes: copies > 1 ? rowTableBytes(repetitions, columns * copies, launcher.threads) : 0,
    });
  } else {
    const walk = outerWalk(axes);
    launcher.launch({
      code: `${code}/rows/${JSON.stringify(walk)}`,
      write: (k) => writeRows(k, walk, combine),
      operands,
      scalars: [{ i32: size / columns }],
      isParallel,
    });
  }
}

/** How each input repeats while y is walked from end to end; null where it is not that simple. */
function repetitionsOf(axes: readonly BroadcastAxis[], inputs: number): Repetition[] | null {
  if (axes.length > 2) return null;
  const [outer, inner] = axes.length === 2 ? axes : [null, axes.at(0)];
  const repetitions = Array.from({ length: inputs }, (_, p): Repetition | null => {
    if (!inner) return 'none';
    const [far, near] = [outer?.strides[p] ?? inner.strides[p] * inner.length, inner.strides[p]];
    if (near === 0) return far === 0 ? 'value' : null;
    return far === 0 ? 'row' : 'none';
  });
  return repetitions.every((repetition) => repetition !== null) ? repetitions : null;
}

/** How many copies of a row, one after the other, make a run of whole vectors; null where it is not worth the copying. */
function copiesOf(columns: number, rows: number): number | null {
  if (rows < ROWS_WORTH_COPIES) return columns % 4 === 0 ? 1 : null;
  let copies = columns % 4 === 0 ? 1 : 4;
  while (copies * columns < SHORTEST_RUN) copies *= 2;
  return copies;
}
