import { F32, F32x4, I32, I32x4, type FunctionBuilder, type Int, type Local } from '../assembler/index.js';

/**
 * Steps of a product's depth at which all rows of a tile of a are zero: they add zeros to its sums, which change nothing, so that the
 * tile's loop may leave them out and come to the same bits. Four images of digits are all black at three pixels of five.
 *
 * That holds as long as b is finite: zero times an infinity is NaN. `isAllFinite` looks.
 */

/** Where a row tile's elements lie: element (row, step) is at pointer + rowBytes * row + stepBytes * step. */
export interface TileRows {
  readonly pointer: I32;
  readonly rows: number;
  readonly rowBytes: number;
  readonly stepBytes: number;
}

/** Bytes of a list of the steps of a tile: their number, and up to `depth` of them. */
export function stepListBytes(depth: number): number {
  return 4 * (depth + 1);
}

/** Writes the steps at which not all rows of a tile are zero behind the first word of `list`, and returns their number. */
export function listNonzeroSteps(k: FunctionBuilder, list: I32, tile: TileRows, depth: Int): Local<I32> {
  const at = k.int(list);
  const step = k.int(0);
  const append = (isNonzero: I32) => {
    k.store(at, step, 4);
    k.increase(at, isNonzero.shiftLeft(2));
    k.increase(step, 1);
  };
  const source = k.int(tile.pointer);
  // Negative zeros count as other numbers: they are rare.
  if (tile.rowBytes === 4) {
    const bits = (row: number) => {
      const vector = I32x4.load(source, 4 * row);
      const here = Math.min(4, tile.rows - row);
      return here === 4 ? vector : vector.and(I32x4.const([-1, here > 1 ? -1 : 0, here > 2 ? -1 : 0, 0]));
    };
    k.while(step.less(depth), () => {
      append(tilesOfFour(tile.rows).map(bits).reduce(either).anySet());
      k.increase(source, tile.stepBytes);
    });
  } else {
    const rows = Array.from({ length: tile.rows }, (_, row) => tile.rowBytes * row);
    const lastVector = k.int(I32.of(depth).sub(3));
    k.while(step.less(lastVector), () => {
      const bits = rows.map((offset) => I32x4.load(source, offset)).reduce(either);
      const zeros = k.int(bits.equal(0).signBits());
      for (let lane = 0; lane < 4; lane++) append(zeros.shiftRightUnsigned(lane).and(1).isZero());
      k.increase(source, 16);
    });
    k.while(step.less(depth), () => {
      append(
        rows
          .map((offset) => I32.load(source, offset))
          .reduce((a, b) => a.or(b))
          .notEqual(0),
      );
      k.increase(source, 4);
    });
  }
  return k.int(at.sub(list).shiftRightUnsigned(2));
}

const either = (a: I32x4, b: I32x4): I32x4 => a.or(b);

function tilesOfFour(rows: number): number[] {
  return Array.from({ length: Math.ceil(rows / 4) }, (_, i) => 4 * i);
}

/** Whether none of `count` neighbouring floats is an infinity or NaN: 1 or 0. */
export function isAllFinite(k: FunctionBuilder, pointer: I32, count: number): Local<I32> {
  const lanes = 16;
  const at = k.int(pointer);
  const end = k.int(at.add(4 * (count - (count % lanes))));
  // Finite numbers times zero are zero; the others are NaN, and so is every sum with one.
  const sums = [0, 1, 2, 3].map(() => k.floats(0));
  k.while(at.lessUnsigned(end), () => {
    sums.forEach((sum, i) => k.set<F32x4>(sum, sum.add(F32x4.load(at, 16 * i).mul(0))));
    k.increase(at, 4 * lanes);
  });
  const rest = k.float(0);
  for (let i = 0; i < count % lanes; i++) k.set<F32>(rest, rest.add(F32.load(at, 4 * i).mul(0)));
  const all = k.floats(sums.reduce((total: F32x4, sum) => total.add(sum), rest.splat()));
  return k.int(all.equal(all).not().anySet().isZero());
}

/** Rows of a matrix that are looked at to see how much of it is zero. */
const SAMPLED_ROWS = 32;

/**
 * Whether more than three quarters of a matrix of `rows` x `columns` floats are zero, by a sample of whole rows spread evenly: 1 or 0. Whole
 * rows, since the pixels of an image are not zero alike.
 */
export function isMostlyZero(k: FunctionBuilder, pointer: I32, rows: number, columns: number): Local<I32> {
  const sampled = Math.min(rows, SAMPLED_ROWS);
  const vectors = Math.floor(columns / 4);
  // A mask is -1 in each lane that is zero.
  const zeros = k.ints(0);
  k.for(0, sampled, 1, (sample) => {
    const row = k.int(
      pointer.add(
        sample
          .mul(rows)
          .divUnsigned(sampled)
          .mul(4 * columns),
      ),
    );
    k.for(0, vectors, 1, (vector) => k.set<I32x4>(zeros, zeros.add(F32x4.load(row.add(vector.mul(16))).equal(0))));
  });
  const count = ([0, 1, 2, 3] as const).map((lane) => zeros.lane(lane)).reduce((a, b) => a.add(b));
  return k.int(count.less(-3 * sampled * vectors));
}
