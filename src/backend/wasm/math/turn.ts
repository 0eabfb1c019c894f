import { COSINE_OF_TURN, SINE_OF_TURN } from '../../affine-map.js';
import type { F32x4, FunctionBuilder, I32x4, Local } from '../assembler/index.js';
import { polynomial } from './polynomial.js';

/** Sine and cosine of angles in turns, four at a time: by quarters of a turn and Taylor's series, as src/backend/affine-map.ts says. */
export function sineAndCosineOfTurn(
  k: FunctionBuilder,
  turn: Local<F32x4>,
): { sine: Local<F32x4>; cosine: Local<F32x4> } {
  const quarters = k.floats(turn.mul(4).add(0.5).floor());
  const rest = k.floats(turn.sub(quarters.mul(0.25)));
  const square = k.floats(rest.mul(rest));
  const sine = k.floats(polynomial(square, SINE_OF_TURN).mul(rest));
  const cosine = k.floats(polynomial(square, COSINE_OF_TURN));
  const quarter = k.ints(quarters.toInts());
  const isOdd = k.ints(quarter.and(1).equal(1));
  return {
    sine: k.floats(negateWhereTwo(isOdd.select<F32x4>(cosine, sine), quarter)),
    cosine: k.floats(negateWhereTwo(isOdd.select<F32x4>(sine, cosine), quarter.add(1))),
  };
}

/** -x where bit 1 of the count is set, else x. */
function negateWhereTwo(x: F32x4, count: I32x4): F32x4 {
  return x.asInts().xor(count.and(2).shiftLeft(30)).asFloats();
}
