import { F32, F32x4, I32, type FunctionBuilder, type Int } from '../assembler/index.js';

/** From so many bytes on, the engine's own copy is faster than a loop: it costs a call. */
const BYTES_WORTH_CALL = 512;
/** Bytes are otherwise moved one by one. */
const SINGLE_BYTES_WORTH_CALL = 16;
/** Up to so many vectors are written out without a loop. */
const MOST_UNROLLED = 8;

/** A row of elements: how many, and how many bytes from one to the next on both sides. */
export interface Row {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Moves a row of elements of `bytes` (1 or 4) bytes, and writes nothing else. */
export function moveRow(k: FunctionBuilder, [to, from]: readonly [I32, I32], row: Row, bytes: number): void {
  if (bytes === 4 && row.to === 4) {
    if (row.from === 4) return moveWords(k, to, from, row.size);
    if (row.from === 0) return repeatWord(k, to, from, row.size);
    if (row.from === -4) return reverseWords(k, to, from, row.size);
  }
  const areNeighbours = row.from === bytes && row.to === bytes;
  if (areNeighbours && row.size >= SINGLE_BYTES_WORTH_CALL) return k.copyBytes(to, from, row.size);
  moveOneByOne(k, [to, from], row, bytes);
}

/** Moves `count` neighbouring elements of 4 bytes. */
export function moveWords(k: FunctionBuilder, to: I32, from: I32, count: number): void {
  if (4 * count >= BYTES_WORTH_CALL) return k.copyBytes(to, from, 4 * count);
  forEachVectorOf(
    k,
    count,
    (offset) => k.store(to.add(offset), F32x4.load(from.add(offset))),
    (offset) => k.store(to.add(offset), F32.load(from.add(offset))),
  );
}

function repeatWord(k: FunctionBuilder, to: I32, from: I32, count: number): void {
  const word = k.floats(F32x4.loadSplat(from));
  forEachVectorOf(
    k,
    count,
    (offset) => k.store(to.add(offset), word),
    (offset) => k.storeLanes(to.add(offset), word, 1),
  );
}

function reverseWords(k: FunctionBuilder, to: I32, from: I32, count: number): void {
  const reversed = (vector: F32x4) => vector.shuffle(vector, [3, 2, 1, 0]);
  forEachVectorOf(
    k,
    count,
    (offset) => k.store(to.add(offset), reversed(k.floats(F32x4.load(from.sub(offset).sub(12))))),
    (offset) => k.store(to.add(offset), F32.load(from.sub(offset))),
  );
}

/** Visits `count` elements of 4 bytes by vectors, and what is left at the end one by one: offsets in bytes. */
export function forEachVectorOf(
  k: FunctionBuilder,
  count: number,
  vector: (offset: Int) => void,
  single: (offset: Int) => void,
): void {
  const vectors = Math.floor(count / 4);
  if (vectors <= MOST_UNROLLED) for (let i = 0; i < vectors; i++) vector(16 * i);
  else k.for(0, 16 * vectors, 16, vector);
  for (let i = 4 * vectors; i < count; i++) single(4 * i);
}

function moveOneByOne(k: FunctionBuilder, [to, from]: readonly [I32, I32], row: Row, bytes: number): void {
  const [output, input] = [k.int(to), k.int(from)];
  k.times(row.size, () => {
    if (bytes === 1) k.storeByte(output, I32.loadByte(input));
    else k.store(output, I32.load(input));
    k.increase(output, row.to);
    k.increase(input, row.from);
  });
}
