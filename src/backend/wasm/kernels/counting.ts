import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import { I32, I32x4 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { requireDType } from './required-dtype.js';

/** The exponent's bits of a float32: all set means NaN or infinite. */
const EXPONENT = 0x7f800000;

/** Counts of elements, added to what is there. */
export function countingKernels(launcher: Launcher): Pick<KernelTable, 'countNonFinite' | 'confusionMatrix'> {
  return {
    countNonFinite([x], [count]) {
      requireDType('countNonFinite', x, ['float32']);
      const size = sizeOf(x.shape);
      launcher.launch({
        code: 'count-non-finite',
        write: writeCountNonFinite,
        operands: [x, count],
        scalars: [{ i32: size }],
        isParallel: isWorthThreads(size),
      });
    },

    confusionMatrix([labels, predictions], [counts], { classes }) {
      for (const operand of [labels, predictions, counts]) requireDType('confusionMatrix', operand, ['int32']);
      launcher.launch({
        code: 'confusion-matrix',
        write: writeConfusionMatrix,
        operands: [labels, predictions, counts],
        scalars: [{ i32: sizeOf(labels.shape) }, { i32: classes }],
        isParallel: false,
      });
    },
  };
}

/**
 * count[0] += number of x[i] whose exponent has all bits set. Each thread counts in its share, in four lanes; integers may be added
 * in any order, so that the threads add to the count as they come.
 */
function writeCountNonFinite(k: KernelBuilder): void {
  const x = k.pointer(0);
  const count = k.pointer(1);
  const { begin, end } = k.share(k.integer(0), 16);
  const at = k.int(x.add(begin.mul(4)));
  const stop = k.int(x.add(end.mul(4)));
  const found = k.ints(0);
  k.while(at.add(16).lessUnsigned(stop.add(1)), () => {
    // A mask is -1.
    k.set<I32x4>(found, found.sub(I32x4.load(at).and(EXPONENT).equal(EXPONENT)));
    k.increase(at, 16);
  });
  const total = k.int(found.lane(0).add(found.lane(1)).add(found.lane(2)).add(found.lane(3)));
  k.while(at.lessUnsigned(stop), () => {
    k.increase(total, I32.load(at).and(EXPONENT).equal(EXPONENT));
    k.increase(at, 4);
  });
  k.if(total, () => k.drop(I32.atomicAdd(count, total)));
}

/** counts[l, p] += number of j with labels[j] = l and predictions[j] = p, one after the other; classes outside are not counted. */
function writeConfusionMatrix(k: KernelBuilder): void {
  const [labels, predictions, counts] = [k.pointer(0), k.pointer(1), k.pointer(2)];
  const classes = k.integer(1);
  k.for(0, k.integer(0).mul(4), 4, (at) => {
    const label = k.int(I32.load(labels.add(at)));
    const prediction = k.int(I32.load(predictions.add(at)));
    k.if(label.lessUnsigned(classes).and(prediction.lessUnsigned(classes)), () => {
      const cell = k.int(counts.add(label.mul(classes).add(prediction).mul(4)));
      k.store(cell, I32.load(cell).add(1));
    });
  });
}
