import { float64Bytes } from './encoding.js';
import { F32x4, I32x4, simd, Vector } from './values.js';

/** 128 bits, seen as two float64. */
export class F64x2 extends Vector {
  static const(value: number): F64x2 {
    const lane = float64Bytes(value);
    return new F64x2([...simd(0x0c), ...lane, ...lane]);
  }
  static of(value: F64x2 | number): F64x2 {
    return typeof value === 'number' ? F64x2.const(value) : value;
  }
  /** Lanes 0 and 1 of four float32, exactly. */
  static fromFloats(low: F32x4): F64x2 {
    return new F64x2([...low.code, ...simd(0x5f)]);
  }
  /** Lanes 0 and 1 of four int32, exactly. */
  static fromInts(low: I32x4): F64x2 {
    return new F64x2([...low.code, ...simd(0xfe)]);
  }
  /** Words 0 and 1 (low, high) of the first, 2 and 3 of the second. */
  static fromWords(words: I32x4): F64x2 {
    return new F64x2(words.code);
  }
  add(other: F64x2 | number): F64x2 {
    return new F64x2(this.binary(F64x2.of(other), 0xf0));
  }
  sub(other: F64x2 | number): F64x2 {
    return new F64x2(this.binary(F64x2.of(other), 0xf1));
  }
  mul(other: F64x2 | number): F64x2 {
    return new F64x2(this.binary(F64x2.of(other), 0xf2));
  }
  div(other: F64x2 | number): F64x2 {
    return new F64x2(this.binary(F64x2.of(other), 0xf3));
  }
  /** NaN if either is. */
  min(other: F64x2 | number): F64x2 {
    return new F64x2(this.binary(F64x2.of(other), 0xf4));
  }
  /** NaN if either is. */
  max(other: F64x2 | number): F64x2 {
    return new F64x2(this.binary(F64x2.of(other), 0xf5));
  }
  /** To the nearest whole number, ties to even. */
  nearest(): F64x2 {
    return new F64x2(this.unary(0x94));
  }
  /** Rounded to the nearest float32, in lanes 0 and 1; zeros in the others. */
  toFloats(): F32x4 {
    return new F32x4(this.unary(0x5e));
  }
  /** Towards zero, in lanes 0 and 1, zeros in the others; saturates, NaN gives 0. */
  toInts(): I32x4 {
    return new I32x4(this.unary(0xfc));
  }
  /** The same bits as words, the lower one of each first. */
  asWords(): I32x4 {
    return new I32x4(this.code);
  }
}
