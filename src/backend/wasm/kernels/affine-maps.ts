import { WORDS_PER_MAP } from '../../affine-map.js';
import { I32x4, type F32x4, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { sineAndCosineOfTurn } from '../math/turn.js';
import { philox4x32, type Words } from './philox.js';

const IMAGES_PER_TURN = 4;
/** Of one map: six numbers. */
export const BYTES_PER_MAP = 24;

/**
 * The affine maps of four images at a time, which the threads share; operations and their order as in src/backend/affine-map.ts.
 *
 * Operand: maps. Scalars: count, first, seed (2 words), stream (2), step (integers); the ranges of rotation, zoom and shift; the
 * middle's row and column.
 */
export function writeAffineMaps(k: KernelBuilder): void {
  const to = k.pointer(0);
  const first = k.integer(1);
  const [keyLow, keyHigh, streamLow, streamHigh, step] = [2, 3, 4, 5, 6].map((i) => k.ints(k.integer(i).splat()));
  const { begin, end } = k.share(k.integer(0), IMAGES_PER_TURN);
  const image = k.int(begin);
  k.increase(to, begin.mul(BYTES_PER_MAP));
  const blocksPerMap = WORDS_PER_MAP / 4;
  const block = k.ints(
    begin
      .add(first)
      .mul(blocksPerMap)
      .splat()
      .add(I32x4.const([0, 1, 2, 3]).mul(blocksPerMap)),
  );
  const write = mapWriter(k);

  k.while(image.less(end), () => {
    const words = philox4x32(k, [block, step, streamLow, streamHigh], [keyLow, keyHigh]);
    const more = philox4x32(k, [k.ints(block.add(1)), step, streamLow, streamHigh], [keyLow, keyHigh]);
    const maps = write([words, more]);
    for (const lane of [0, 1, 2, 3] as const) {
      k.if(image.add(lane).less(end), () => {
        maps.forEach((numbers, i) => k.store(to, numbers.lane(lane), lane * BYTES_PER_MAP + 4 * i));
      });
    }
    k.increase(image, IMAGES_PER_TURN);
    k.increase(to, IMAGES_PER_TURN * BYTES_PER_MAP);
    k.set<I32x4>(block, block.add(blocksPerMap * IMAGES_PER_TURN));
  });
}

/** What makes the six numbers of four maps of their random words. */
function mapWriter(k: KernelBuilder): (words: readonly [Words, Words]) => Local<F32x4>[] {
  const ranges = [7, 8, 9, 10, 11].map((i) => k.floats(k.scalar(i).splat()));
  const [middleRow, middleColumn] = [12, 13].map((i) => k.floats(k.scalar(i).splat()));
  const dot = (a: F32x4, x: F32x4, b: F32x4, y: F32x4) => a.mul(x).add(b.mul(y));

  return ([words, more]) => {
    const [turn, zoomRow, zoomColumn, shiftRow, shiftColumn] = [...words, more[0]].map((word, i) =>
      k.floats(signedUniform(word).mul(ranges[i])),
    );
    const { sine, cosine } = sineAndCosineOfTurn(k, turn);
    const minusSine = k.floats(sine.neg());
    const [scaleRow, scaleColumn] = [zoomRow, zoomColumn].map((zoom) => k.floats(zoom.add(1)));
    const [a, b] = [k.floats(cosine.mul(scaleRow)), k.floats(sine.mul(scaleColumn))];
    const [d, e] = [k.floats(minusSine.mul(scaleRow)), k.floats(cosine.mul(scaleColumn))];
    const c = middleRow.add(dot(cosine, shiftRow, sine, shiftColumn)).sub(dot(a, middleRow, b, middleColumn));
    const f = middleColumn.add(dot(minusSine, shiftRow, cosine, shiftColumn)).sub(dot(d, middleRow, e, middleColumn));
    return [a, b, k.floats(c), d, e, k.floats(f)];
  };
}

/** In [-1, 1), in steps of 2^-23: exact. */
function signedUniform(word: I32x4): F32x4 {
  return word
    .shiftRightUnsigned(8)
    .toFloats()
    .mul(2 ** -23)
    .sub(1);
}
