import { I32x4, type F32, type F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { ColumnPlan } from './column-plan.js';
import { STATE_BYTES, type Fold } from './fold.js';

/** One of the results: its fold, where [outer, inner] of it go, and what they are divided by. */
export interface ColumnResult<V extends F32x4 | I32x4 = F32x4, S extends F32 | I32 = F32> {
  readonly fold: Fold<V, S>;
  readonly output: Local<I32>;
  readonly divisor: number;
}

/** Four neighbours: `at` + `offset` bytes from the beginning of the operands, `column` + `columnOffset` from that of their row. */
export interface Place {
  readonly at: I32;
  readonly offset: number;
  readonly column: I32;
  readonly columnOffset: number;
}

/** What is folded at a place, a value for each result. */
export type Terms<V> = (place: Place) => readonly V[];

/** Vectors that are folded at once, of all results together: with more, the registers run out. */
const MOST_ACCUMULATORS = 8;
/** Rows whose terms are folded in registers before they are merged into the state, without a look at what rounding loses. */
const BLOCK_ROWS = 32;
/** Up to so many elements every row is merged by itself: it costs next to nothing, and what cancels out stays exact. */
const FEW_ELEMENTS = 4096;

/** The height of the blocks of a reduction. */
export function blockRows({ outer, length, inner }: ColumnPlan): number {
  return outer * length * inner <= FEW_ELEMENTS ? 1 : BLOCK_ROWS;
}

/** Some rows, and the vectors of them that follow `column`. */
interface RowBlock {
  readonly at: Local<I32>;
  readonly column: Local<I32>;
  readonly state: Local<I32>;
  /** Vectors of each row. */
  readonly count: Local<I32>;
  readonly rows: Local<I32>;
}

/** Folds terms in registers, block by block, and merges them into the states of their columns. */
export class ColumnBlocks<V extends F32x4 | I32x4, S extends F32 | I32> {
  private readonly stateBytes: number;

  constructor(
    private readonly k: KernelBuilder,
    private readonly plan: ColumnPlan,
    private readonly results: readonly ColumnResult<V, S>[],
    private readonly terms: Terms<V>,
  ) {
    this.stateBytes = results.length * STATE_BYTES;
  }

  /** Up to 32 rows: blocks of columns, all of one width but the last. */
  writeRowBlock(block: RowBlock): void {
    const { k, plan } = this;
    const most = Math.floor(MOST_ACCUMULATORS / this.results.length);
    const width = plan.groups > 1 ? most : Math.ceil(plan.vectors / Math.ceil(plan.vectors / most));
    const [at, column, state, left] = [block.at, block.column, block.state, block.count].map((value) => k.int(value));
    k.while(left.greaterEqual(width), () => {
      this.writeBlock({ at, column, state, rows: block.rows }, width);
      k.increase(at, 16 * width);
      k.increase(column, 16 * width);
      k.increase(state, this.stateBytes * width);
      k.increase(left, -width);
    });
    const rest = plan.vectors % width;
    if (rest > 0) k.if(left.greater(0), () => this.writeBlock({ at, column, state, rows: block.rows }, rest));
  }

  /** `rows` rows of `width` vectors. Narrow ones are folded in several sets, so that additions need not wait for each other. */
  private writeBlock({ at: begin, column, state, rows }: Omit<RowBlock, 'count'>, width: number): void {
    const { k, results } = this;
    const { rowBytes } = this.plan;
    const sets = Math.min(4, Math.max(1, Math.floor(MOST_ACCUMULATORS / (width * results.length))));
    const at = k.int(begin);
    const accumulators = Array.from({ length: sets }, () =>
      Array.from({ length: width }, () => results.map(({ fold }) => k.local(fold.neutral))),
    );
    const left = k.int(rows);
    const addRows = (count: number) => {
      for (let set = 0; set < count; set++) this.addRow(accumulators[set], { at, column, offset: set * rowBytes });
      k.increase(at, count * rowBytes);
      k.increase(left, -count);
    };
    k.while(left.greaterEqual(sets), () => addRows(sets));
    if (sets > 1) k.while(left.greater(0), () => addRows(1));
    for (let vector = 0; vector < width; vector++) {
      results.forEach(({ fold }, q) => {
        const all = accumulators.map((set) => set[vector][q] as V).reduce((a, b) => fold.fold(a, b));
        fold.merge(k, state.add(vector * this.stateBytes + q * STATE_BYTES), k.local(all));
      });
    }
  }

  private addRow(
    accumulators: readonly (readonly Local<V>[])[],
    { at, column, offset }: { at: I32; column: I32; offset: number },
  ): void {
    accumulators.forEach((ofVector, vector) => {
      const values = this.terms({ at, offset: offset + 16 * vector, column, columnOffset: 16 * vector });
      this.results.forEach(({ fold }, q) => this.k.set<V>(ofVector[q], fold.fold(ofVector[q], values[q])));
    });
  }

  /** What is left of rows that are seen as one: less than all of them. */
  writeTail(tailAt: Local<I32>, firstState: Local<I32>): void {
    const { k, plan } = this;
    const state = k.int(firstState);
    const column = k.int(0);
    const whole = Math.floor(plan.tail / 4);
    const addVector = (keep: (value: V, neutral: V) => V) => {
      const values = this.terms({ at: tailAt.add(column), offset: 0, column, columnOffset: 0 });
      this.results.forEach(({ fold }, q) =>
        fold.merge(k, state.add(q * STATE_BYTES), k.local(keep(values[q], fold.neutral))),
      );
    };
    k.while(column.less(16 * whole), () => {
      addVector((value) => value);
      k.increase(column, 16);
      k.increase(state, this.stateBytes);
    });
    const lanes = plan.tail % 4;
    const bit = (lane: number) => (lane < lanes ? -1 : 0);
    const mask = I32x4.const([bit(0), bit(1), bit(2), bit(3)]);
    if (lanes > 0) addVector((value, neutral) => mask.select(value, neutral));
  }
}
