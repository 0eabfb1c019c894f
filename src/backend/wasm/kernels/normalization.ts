import { F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelTable } from '../../backend.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { forEachWithTables, makeTables, tableBytes, tableValue } from './channel-tables.js';
import { planColumns, type ColumnPlan } from './column-plan.js';
import { columnScratchBytes, reduceColumns } from './column-reduction.js';
import { floatFold } from './fold.js';
import { requireDType } from './required-dtype.js';

type NormalizationKernels = Pick<KernelTable, 'moments' | 'batchNormalize' | 'batchNormGradient'>;

/** How many tables of channels (channel-tables.ts) each kernel makes. */
const tableCounts = { moments: 1, batchNormalize: 3, batchNormGradient: 4 };

/** Batch normalisation of [rows, channels], vectorised along the channels. */
export function normalizationKernels(launcher: Launcher): NormalizationKernels {
  const tables = (kernel: keyof typeof tableCounts, channels: number) =>
    tableBytes(channels, tableCounts[kernel], launcher.threads);

  return {
    moments([x], [mean, variance], { rows, channels }) {
      requireDType('moments', x, ['float32']);
      if (channels === 0) return;
      const plan = planColumns(1, rows, channels);
      launcher.launch({
        code: `moments/${rows}/${channels}`,
        write: (k) => writeMoments(k, plan, tables('moments', channels)),
        operands: [x, mean, variance],
        isParallel: isWorthThreads(2 * rows * channels),
        scratchBytes: tables('moments', channels) + columnScratchBytes(plan, 1, launcher.threads),
      });
    },

    batchNormalize([x, mean, variance, gamma, beta], [y], { rows, channels, epsilon }) {
      requireDType('batchNormalize', x, ['float32']);
      if (rows * channels === 0) return;
      launcher.launch({
        code: `batch-normalize/${rows}/${channels}`,
        write: (k) => writeNormalize(k, rows, channels),
        operands: [x, mean, variance, gamma, beta, y],
        scalars: [epsilon],
        isParallel: isWorthThreads(rows * channels),
        scratchBytes: tables('batchNormalize', channels),
      });
    },

    batchNormGradient([dy, x, mean, variance, gamma], [dx, dgamma, dbeta], { rows, channels, epsilon }) {
      requireDType('batchNormGradient', x, ['float32']);
      if (channels === 0) return;
      const plan = planColumns(1, rows, channels);
      launcher.launch({
        code: `batch-norm-gradient/${rows}/${channels}`,
        write: (k) => writeGradient(k, plan, tables('batchNormGradient', channels)),
        operands: [dy, x, mean, variance, gamma, dx, dgamma, dbeta],
        scalars: [epsilon],
        isParallel: isWorthThreads(4 * rows * channels),
        scratchBytes: tables('batchNormGradient', channels) + columnScratchBytes(plan, 2, launcher.threads),
      });
    },
  };
}

/** Mean, then the mean squared distance from it. `statesAt`: where in scratch, behind the tables, the states of sums begin. */
function writeMoments(k: KernelBuilder, plan: ColumnPlan, statesAt: number): void {
  const [x, mean, variance] = [0, 1, 2].map((i) => k.pointer(i));
  const scratch = k.scratch();
  const states = k.int(scratch.add(statesAt));
  const result = (output: Local<I32>) => [{ fold: floatFold('mean'), output, divisor: plan.length }];
  reduceColumns(k, plan, states, result(mean), ({ at, offset }) => [F32x4.load(x.add(at), offset)]);
  k.barrier();
  const { tables } = makeTables(k, scratch, plan.inner, [(offset) => F32x4.load(mean.add(offset))]);
  reduceColumns(k, plan, states, result(variance), ({ at, offset, column, columnOffset }) => {
    const distance = k.floats(F32x4.load(x.add(at), offset).sub(tableValue(tables[0], column, columnOffset)));
    return [distance.mul(distance)];
  });
}

/** y = (x - mean) * gamma / sqrt(variance + epsilon) + beta. */
function writeNormalize(k: KernelBuilder, rows: number, channels: number): void {
  const [x, mean, variance, gamma, beta, y] = [0, 1, 2, 3, 4, 5].map((i) => k.pointer(i));
  const inverse = inverseDeviation(k, variance);
  const tables = makeTables(k, k.scratch(), channels, [
    (offset) => F32x4.load(mean.add(offset)),
    (offset) => F32x4.load(gamma.add(offset)).mul(inverse(offset)),
    (offset) => F32x4.load(beta.add(offset)),
  ]);
  const [means, scale, shift] = tables.tables;
  forEachWithTables(k, rows * channels, tables, (offset, column) => {
    const distance = F32x4.load(x.add(offset)).sub(tableValue(means, column));
    k.store(y.add(offset), distance.mul(tableValue(scale, column)).add(tableValue(shift, column)));
  });
}

/**
 * dbeta = sum of dy, dgamma = sum of dy xhat; then, with all of them known,
 * dx = gamma / deviation (dy - dbeta / rows - (x - mean) dgamma / (deviation rows)).
 */
function writeGradient(k: KernelBuilder, plan: ColumnPlan, statesAt: number): void {
  const [dy, x, mean, variance, gamma, dx, dgamma, dbeta] = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => k.pointer(i));
  const { length: rows, inner: channels } = plan;
  const scratch = k.scratch();
  const inverse = inverseDeviation(k, variance);
  const meansAt = (offset: Local<I32>) => F32x4.load(mean.add(offset));

  const sumTables = makeTables(k, scratch, channels, [meansAt, inverse]).tables;
  const results = [dbeta, dgamma].map((output) => ({ fold: floatFold('sum'), output, divisor: 1 }));
  reduceColumns(k, plan, k.int(scratch.add(statesAt)), results, ({ at, offset, column, columnOffset }) => {
    const upstream = k.floats(F32x4.load(dy.add(at), offset));
    const distance = F32x4.load(x.add(at), offset).sub(tableValue(sumTables[0], column, columnOffset));
    return [upstream, upstream.mul(distance.mul(tableValue(sumTables[1], column, columnOffset)))];
  });
  k.barrier();

  const tables = makeTables(k, scratch, channels, [
    meansAt,
    (offset) => F32x4.load(gamma.add(offset)).mul(inverse(offset)),
    (offset) => F32x4.load(dbeta.add(offset)).div(rows),
    (offset) => F32x4.load(dgamma.add(offset)).mul(inverse(offset)).div(rows),
  ]);
  const [means, scale, meanDy, slope] = tables.tables;
  forEachWithTables(k, rows * channels, tables, (offset, column) => {
    const distance = F32x4.load(x.add(offset)).sub(tableValue(means, column));
    const centred = F32x4.load(dy.add(offset)).sub(tableValue(meanDy, column));
    const slanted = distance.mul(tableValue(slope, column));
    k.store(dx.add(offset), tableValue(scale, column).mul(centred.sub(slanted)));
  });
}

/** 1 / sqrt(variance + epsilon) of four channels. */
function inverseDeviation(k: KernelBuilder, variance: Local<I32>): (offset: Local<I32>) => F32x4 {
  const epsilon = k.floats(k.scalar(0).splat());
  return (offset) => F32x4.const(1).div(F32x4.load(variance.add(offset)).add(epsilon).sqrt());
}
