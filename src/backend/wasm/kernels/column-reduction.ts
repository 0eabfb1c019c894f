import { I32, type F32, type I32x4, type F32x4, type Int, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { blockRows, ColumnBlocks, type ColumnResult, type Terms } from './column-block.js';
import type { ColumnPlan } from './column-plan.js';
import { clearState, STATE_BYTES, type Fold } from './fold.js';

/** Bytes of scratch that `reduceColumns` needs. */
export function columnScratchBytes(plan: ColumnPlan, results: number, threads: number): number {
  if (plan.parts === 1) return threads * threadStateBytes(plan, results);
  return plan.outer * plan.parts * plan.vectors * results * STATE_BYTES;
}

/**
 * results[o, i] = fold over l of terms[o, l, i], vectorised along i.
 *
 * Blocks of 32 rows and a few vectors are folded in registers, then merged into states in scratch memory. Threads share the outer
 * axis, and where that is too short groups of columns, and parts of the rows (merged in order, after a barrier).
 * All threads have to come here; results are complete after the next barrier.
 */
export function reduceColumns<V extends F32x4 | I32x4, S extends F32 | I32>(
  k: KernelBuilder,
  plan: ColumnPlan,
  scratch: Local<I32>,
  results: readonly ColumnResult<V, S>[],
  terms: Terms<V>,
): void {
  new ColumnReduction(k, plan, scratch, results, terms).write();
}

function threadStateBytes(plan: ColumnPlan, results: number): number {
  return Math.ceil((plan.groupVectors * results * STATE_BYTES) / 64) * 64;
}

class ColumnReduction<V extends F32x4 | I32x4, S extends F32 | I32> {
  private readonly stateBytes: number;
  private readonly blocks: ColumnBlocks<V, S>;

  constructor(
    private readonly k: KernelBuilder,
    private readonly plan: ColumnPlan,
    private readonly scratch: Local<I32>,
    private readonly results: readonly ColumnResult<V, S>[],
    terms: Terms<V>,
  ) {
    this.stateBytes = results.length * STATE_BYTES;
    this.blocks = new ColumnBlocks(k, plan, results, terms);
  }

  write(): void {
    const { k, plan } = this;
    const { begin, end } = k.share(plan.outer * plan.parts * plan.groups);
    k.for(begin, end, 1, (piece) => this.writePiece(piece));
    if (plan.parts === 1) return;
    k.barrier();
    this.writeMerge();
  }

  /** One part of the rows, one group of the columns. */
  private writePiece(piece: Local<I32>): void {
    const { k, plan } = this;
    const { parts, groups, groupVectors, vectors, rowsPerPart, rows, rowBytes } = plan;
    const group = k.int(groups === 1 ? 0 : piece.remainderUnsigned(groups));
    const before = k.int(piece.divUnsigned(groups));
    const part = k.int(parts === 1 ? 0 : before.remainderUnsigned(parts));
    const o = k.int(before.divUnsigned(parts));
    const count = k.int(groups === 1 ? vectors : I32.const(vectors).sub(group.mul(groupVectors)).min(groupVectors));
    const state = k.int(this.stateOf(before, group));
    const outerAt = k.int(o.mul(4 * plan.length * plan.inner));
    const column = k.int(group.mul(16 * groupVectors));

    this.forEachState(state, count, (at) => this.results.forEach(({ fold }, q) => clearState(k, fold, at.add(q * STATE_BYTES)))); // prettier-ignore
    const at = k.int(outerAt.add(part.mul(rowsPerPart * rowBytes)).add(column));
    const left = k.int(parts === 1 ? rows : I32.const(rows).sub(part.mul(rowsPerPart)).min(rowsPerPart));
    k.while(left.greater(0), () => {
      this.blocks.writeRowBlock({ at, column, state, count, rows: k.int(left.min(blockRows(this.plan))) });
      k.increase(at, blockRows(this.plan) * rowBytes);
      k.increase(left, -blockRows(this.plan));
    });
    if (plan.tail > 0) {
      const tailAt = k.int(outerAt.add(rows * rowBytes));
      k.if(part.equal(parts - 1), () => this.blocks.writeTail(tailAt, state));
    }
    if (parts === 1) this.writeResults(o, column, state, count);
  }

  /** States lie by piece of the outer axis and the rows, or, where nothing is merged later, one set for each thread. */
  private stateOf(outerAndPart: I32, group: I32): I32 {
    const { k, plan, scratch, stateBytes } = this;
    if (plan.parts === 1) return scratch.add(k.thread.mul(threadStateBytes(plan, this.results.length)));
    return scratch.add(outerAndPart.mul(plan.vectors).add(group.mul(plan.groupVectors)).mul(stateBytes));
  }

  private forEachState(state: Local<I32>, count: Local<I32>, body: (at: Local<I32>) => void): void {
    const { k } = this;
    const at = k.int(state);
    k.for(0, count, 1, () => {
      body(at);
      k.increase(at, this.stateBytes);
    });
  }

  /** Merges the parts in order; threads share the columns. */
  private writeMerge(): void {
    const { k, plan, results, stateBytes } = this;
    const { outer, vectors, parts, fold } = plan;
    const perPiece = fold === 1 ? 1 : vectors;
    const { begin, end } = k.share((outer * vectors) / perPiece, fold === 1 ? 4 : 1);
    k.for(begin, end, 1, (piece) => {
      const o = k.int(fold === 1 ? piece.divUnsigned(vectors) : piece);
      const vector = k.int(fold === 1 ? piece.sub(o.mul(vectors)) : 0);
      const state = k.int(
        this.scratch.add(
          o
            .mul(parts * vectors)
            .add(vector)
            .mul(stateBytes),
        ),
      );
      const count = k.int(perPiece);
      this.forEachState(state, count, (to) => {
        const from = k.int(to);
        k.times(parts - 1, () => {
          k.increase(from, vectors * stateBytes);
          results.forEach((result, q) => result.fold.mergeState(k, to.add(q * STATE_BYTES), from.add(q * STATE_BYTES)));
        });
      });
      this.writeResults(o, k.int(vector.mul(16)), state, count);
    });
  }

  /** Results from states: `count` vectors from `column` on. */
  private writeResults(o: Local<I32>, column: Local<I32>, state: Local<I32>, count: Local<I32>): void {
    const { k, plan } = this;
    this.results.forEach(({ fold, output, divisor }, q) => {
      const first = k.int(state.add(q * STATE_BYTES));
      const to = k.int(output.add(o.mul(4 * plan.inner)).add(column));
      if (plan.fold > 1) {
        this.forEachState(first, count, (at) => k.store(at, fold.finish(k, at)));
        this.writeFolded(fold, first, to, divisor);
        return;
      }
      const stop = k.int(output.add(o.mul(4 * plan.inner)).add(16 * Math.floor(plan.inner / 4)));
      this.forEachState(first, count, (at) => {
        const value = k.local<V>(fold.divide(fold.finish(k, at), divisor));
        this.storeInRow(to, value, stop);
        k.increase(to, 16);
      });
    });
  }

  /** Stores four columns; at the end of a row, from `stop` on, only those that are in it. */
  private storeInRow(to: Local<I32>, value: Local<V>, stop: Local<I32>): void {
    const { k } = this;
    const { outer, inner } = this.plan;
    if (outer === 1 || inner % 4 === 0) return k.store(to, value);
    k.if(
      to.equal(stop),
      () => k.storeLanes(to, value, inner % 4),
      () => k.store(to, value),
    );
  }

  /** result[i] = the results of all columns that stand for i, put together. */
  private writeFolded(fold: Fold<V, S>, state: Local<I32>, to: Int, divisor: number): void {
    const { k, plan, stateBytes } = this;
    for (let i = 0; i < plan.inner; i++) {
      const values = Array.from({ length: plan.fold }, (_, j) => {
        const element = i + j * plan.inner;
        return fold.loadOne(state, Math.floor(element / 4) * stateBytes + 4 * (element % 4));
      });
      k.store(to, fold.divideOne(fold.foldAll(k, values), divisor), 4 * i);
    }
  }
}
