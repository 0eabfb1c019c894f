import { dropThreshold } from '../../../tensor/random.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import { F32x4, I32x4, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { philox4x32 } from './philox.js';
import { requireDType } from './required-dtype.js';

/** Four blocks of four random words are made at once. */
const ELEMENTS_PER_TURN = 16;
/** How many elements of a cheap kernel take as long as one of dropout. */
const COST_RATIO = 8;

/** y[i] = word(i) < threshold ? 0 : x[i] / (1 - rate), word(i) = word i mod 4 of Philox block (i div 4, step) of the stream. */
export function dropoutKernels(launcher: Launcher): Pick<KernelTable, 'dropout'> {
  return {
    dropout([x], [y], { rate, seedLow, seedHigh, streamLow, streamHigh, step }) {
      requireDType('dropout', x, ['float32']);
      const size = sizeOf(y.shape);
      const integers = [size, dropThreshold(rate), seedLow, seedHigh, step, streamLow, streamHigh];
      launcher.launch({
        code: 'dropout',
        write: writeDropout,
        operands: [x, y],
        scalars: [...integers.map((i32) => ({ i32 })), 1 / (1 - rate)],
        isParallel: isWorthThreads(COST_RATIO * size),
      });
    },
  };
}

/**
 * The threads share the elements; a turn makes the words of 16 of them, in 4 vectors. Vectors past the last element are not stored, so
 * that at most three elements beyond it are overwritten.
 */
function writeDropout(k: KernelBuilder): void {
  const [x, y] = [k.pointer(0), k.pointer(1)];
  const [threshold, keyLow, keyHigh, step, streamLow, streamHigh] = [1, 2, 3, 4, 5, 6].map((i) =>
    k.ints(k.integer(i).splat()),
  );
  const scale = k.floats(k.scalar(7).splat());
  const { begin, end } = k.share(k.integer(0), ELEMENTS_PER_TURN);
  const at = k.int(begin.mul(4));
  const stop = k.int(end.mul(4));
  const block = k.ints(
    begin
      .shiftRightUnsigned(2)
      .splat()
      .add(I32x4.const([0, 1, 2, 3])),
  );

  k.while(at.less(stop), () => {
    const words = philox4x32(k, [block, step, streamLow, streamHigh], [keyLow, keyHigh]);
    transposeWords(k, words).forEach((word, i) => {
      const store = () => {
        const kept = F32x4.load(x.add(at), 16 * i).mul(scale);
        k.store(y.add(at), word.lessUnsigned(threshold).not().and(kept.asInts()), 16 * i);
      };
      if (i === 0) store();
      else k.if(at.add(16 * i).less(stop), store);
    });
    k.increase(at, 4 * ELEMENTS_PER_TURN);
    k.set<I32x4>(block, block.add(4));
  });
}

/** Word w of block b, which is lane b of vector w, becomes lane w of vector b. */
function transposeWords(k: KernelBuilder, [w0, w1, w2, w3]: readonly Local<I32x4>[]): Local<I32x4>[] {
  const [low01, high01] = [k.ints(w0.shuffle(w1, [0, 4, 1, 5])), k.ints(w0.shuffle(w1, [2, 6, 3, 7]))];
  const [low23, high23] = [k.ints(w2.shuffle(w3, [0, 4, 1, 5])), k.ints(w2.shuffle(w3, [2, 6, 3, 7]))];
  return [
    k.ints(low01.shuffle(low23, [0, 1, 4, 5])),
    k.ints(low01.shuffle(low23, [2, 3, 6, 7])),
    k.ints(high01.shuffle(high23, [0, 1, 4, 5])),
    k.ints(high01.shuffle(high23, [2, 3, 6, 7])),
  ];
}
