import type { Operand } from '../../../tensor/device.js';
import type { KernelTable } from '../../backend.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import * as longRows from './cross-entropy-long-rows.js';
import * as shortRows from './cross-entropy-short-rows.js';
import { crossEntropyScalars, type CrossEntropyForm } from './cross-entropy-targets.js';
import { numberType, requireDType } from './required-dtype.js';
import { writeSoftmaxOfLongRows, writeSoftmaxOfShortRows } from './softmax-rows.js';

type SoftmaxKernels = Pick<KernelTable, 'softmax' | 'softmaxCrossEntropy' | 'softmaxCrossEntropyGradient'>;

/** Rows up to this length are computed four at a time, a lane for each; longer ones one by one, four columns at a time. */
const LONGEST_SHORT_ROW = 16;
/** What an element costs, in operations of a simple loop: its exponential. */
const OPERATIONS_PER_ELEMENT = 8;

/** Softmax and its cross-entropy, row by row. Their codes depend on the number of columns, not on that of the rows. */
export function softmaxKernels(launcher: Launcher): SoftmaxKernels {
  const isParallel = (rows: number, columns: number) => isWorthThreads(OPERATIONS_PER_ELEMENT * rows * columns);

  return {
    softmax([x], [y], { rows, columns, logarithm }) {
      requireDType('softmax', x, ['float32']);
      if (rows * columns === 0) return;
      const writeRows = columns <= LONGEST_SHORT_ROW ? writeSoftmaxOfShortRows : writeSoftmaxOfLongRows;
      launcher.launch({
        code: `softmax/${columns}/${logarithm}`,
        write: (k) => writeRows(k, columns, logarithm),
        operands: [x, y],
        scalars: [{ i32: rows }],
        isParallel: isParallel(rows, columns),
      });
    },

    softmaxCrossEntropy([logits, targets], [losses], { rows, columns, labelSmoothing }) {
      const form = crossEntropyForm(targets, columns, labelSmoothing);
      if (rows === 0) return;
      const { writeLosses } = columns <= LONGEST_SHORT_ROW ? shortRows : longRows;
      launcher.launch({
        ...codeOf('softmax-cross-entropy', form, writeLosses),
        operands: [logits, targets, losses],
        scalars: crossEntropyScalars(rows, columns, labelSmoothing),
        isParallel: isParallel(rows, columns),
      });
    },

    softmaxCrossEntropyGradient([logits, targets, dlosses], [dlogits], { rows, columns, labelSmoothing }) {
      const form = crossEntropyForm(targets, columns, labelSmoothing);
      if (rows * columns === 0) return;
      const { writeGradient } = columns <= LONGEST_SHORT_ROW ? shortRows : longRows;
      launcher.launch({
        ...codeOf('softmax-cross-entropy-gradient', form, writeGradient),
        operands: [logits, targets, dlosses, dlogits],
        scalars: crossEntropyScalars(rows, columns, labelSmoothing),
        isParallel: isParallel(rows, columns),
      });
    },
  };
}

function crossEntropyForm(targets: Operand, columns: number, labelSmoothing: number): CrossEntropyForm {
  const hasLabels = numberType('softmaxCrossEntropy', targets) === 'int32';
  return { columns, hasLabels, isSmoothed: labelSmoothing !== 0 };
}

function codeOf(
  name: string,
  form: CrossEntropyForm,
  write: (k: KernelBuilder, form: CrossEntropyForm) => void,
): { code: string; write: (k: KernelBuilder) => void } {
  const { columns, hasLabels, isSmoothed } = form;
  return { code: `${name}/${columns}/${hasLabels}/${isSmoothed}`, write: (k) => write(k, form) };
}
