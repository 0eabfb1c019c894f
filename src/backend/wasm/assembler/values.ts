import { float32Bytes, float64Bytes, signed, unsigned, type Bytes } from './encoding.js';

/**
 * Typed expressions of WebAssembly: each holds the instructions that leave its value on the stack. Building one computes nothing;
 * using one twice computes it twice (put it into a local first). Opcodes: WebAssembly Core Specification 2.0, "Binary Format".
 */
export abstract class Value {
  /** Code of the value's type in signatures and locals. */
  abstract readonly typeCode: number;
  constructor(readonly code: Bytes) {}
}

/** A 32-bit integer, where a plain number will do too. Addresses are bytes. */
export type Int = I32 | number;
/** A float32, where a plain number will do too. */
export type Float = F32 | number;

export const simd = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)];

/** An address, an alignment hint (log2 of bytes) and a constant offset, as loads and stores take them. */
export function memoryArgument(alignment: number, offset: number): Bytes {
  if (!Number.isInteger(offset) || offset < 0) throw new RangeError(`offset ${offset}: expected a whole number from 0`);
  return [...unsigned(alignment), ...unsigned(offset)];
}

export class I32 extends Value {
  readonly typeCode = 0x7f;

  static const(value: number): I32 {
    return new I32([0x41, ...signed(value)]);
  }
  static of(value: Int): I32 {
    return typeof value === 'number' ? I32.const(value) : value;
  }
  static load(address: Int, offset = 0): I32 {
    return new I32([...I32.of(address).code, 0x28, ...memoryArgument(2, offset)]);
  }
  /** One byte, zero-extended. */
  static loadByte(address: Int, offset = 0): I32 {
    return new I32([...I32.of(address).code, 0x2d, ...memoryArgument(0, offset)]);
  }
  static atomicLoad(address: Int, offset = 0): I32 {
    return new I32([...I32.of(address).code, 0xfe, 0x10, ...memoryArgument(2, offset)]);
  }
  /** Adds to memory; the value before is left. */
  static atomicAdd(address: Int, value: Int, offset = 0): I32 {
    return new I32([...I32.of(address).code, ...I32.of(value).code, 0xfe, 0x1e, ...memoryArgument(2, offset)]);
  }
  /** Sleeps while memory holds `expected`, at most `nanoseconds` (-1: for ever); 0 woken, 1 it held something else, 2 timed out. */
  static atomicWait(address: Int, expected: Int, nanoseconds: number, offset = 0): I32 {
    const timeout = [0x42, ...signed(nanoseconds)];
    return new I32([
      ...I32.of(address).code,
      ...I32.of(expected).code,
      ...timeout,
      0xfe,
      0x01,
      ...memoryArgument(2, offset),
    ]);
  }
  /** Wakes up to `count` sleepers; their number is left. */
  static atomicNotify(address: Int, count: Int, offset = 0): I32 {
    return new I32([...I32.of(address).code, ...I32.of(count).code, 0xfe, 0x00, ...memoryArgument(2, offset)]);
  }

  add(other: Int): I32 {
    return other === 0 ? this : this.with(other, 0x6a);
  }
  sub(other: Int): I32 {
    return this.with(other, 0x6b);
  }
  mul(other: Int): I32 {
    return other === 1 ? this : this.with(other, 0x6c);
  }
  /** Quotient towards zero, signed. */
  div(other: Int): I32 {
    return this.with(other, 0x6d);
  }
  /** Quotient and remainder of unsigned values. */
  divUnsigned(other: Int): I32 {
    return other === 1 ? this : this.with(other, 0x6e);
  }
  remainderUnsigned(other: Int): I32 {
    return this.with(other, 0x70);
  }
  and(other: Int): I32 {
    return this.with(other, 0x71);
  }
  or(other: Int): I32 {
    return this.with(other, 0x72);
  }
  xor(other: Int): I32 {
    return this.with(other, 0x73);
  }
  shiftLeft(bits: Int): I32 {
    return this.with(bits, 0x74);
  }
  shiftRight(bits: Int): I32 {
    return this.with(bits, 0x75);
  }
  shiftRightUnsigned(bits: Int): I32 {
    return this.with(bits, 0x76);
  }
  /** 1 when zero, else 0. */
  isZero(): I32 {
    return new I32([...this.code, 0x45]);
  }
  equal(other: Int): I32 {
    return this.with(other, 0x46);
  }
  notEqual(other: Int): I32 {
    return this.with(other, 0x47);
  }
  less(other: Int): I32 {
    return this.with(other, 0x48);
  }
  lessUnsigned(other: Int): I32 {
    return this.with(other, 0x49);
  }
  greater(other: Int): I32 {
    return this.with(other, 0x4a);
  }
  lessEqual(other: Int): I32 {
    return this.with(other, 0x4c);
  }
  greaterEqual(other: Int): I32 {
    return this.with(other, 0x4e);
  }
  /** The smaller of two signed values. Both are computed twice. */
  min(other: Int): I32 {
    return this.less(other).select(this, I32.of(other));
  }
  /** The larger of two signed values. Both are computed twice. */
  max(other: Int): I32 {
    return this.greater(other).select(this, I32.of(other));
  }
  /** This is not 0 ? ifTrue : ifFalse. Both are computed. */
  select<V extends Value>(ifTrue: V, ifFalse: V): V {
    return sameKind(ifTrue, [...ifTrue.code, ...ifFalse.code, ...this.code, 0x1b]);
  }
  /** Converted to the nearest float32, signed. */
  toFloat(): F32 {
    return new F32([...this.code, 0xb2]);
  }
  toFloatUnsigned(): F32 {
    return new F32([...this.code, 0xb3]);
  }
  /** The same 32 bits as a float32. */
  asFloat(): F32 {
    return new F32([...this.code, 0xbe]);
  }
  splat(): I32x4 {
    return new I32x4([...this.code, ...simd(0x11)]);
  }
  private with(other: Int, opcode: number): I32 {
    return new I32([...this.code, ...I32.of(other).code, opcode]);
  }
}

export class F32 extends Value {
  readonly typeCode = 0x7d;

  static const(value: number): F32 {
    return new F32([0x43, ...float32Bytes(value)]);
  }
  static of(value: Float): F32 {
    return typeof value === 'number' ? F32.const(value) : value;
  }
  static load(address: Int, offset = 0): F32 {
    return new F32([...I32.of(address).code, 0x2a, ...memoryArgument(2, offset)]);
  }
  add(other: Float): F32 {
    return this.with(other, 0x92);
  }
  sub(other: Float): F32 {
    return this.with(other, 0x93);
  }
  mul(other: Float): F32 {
    return this.with(other, 0x94);
  }
  div(other: Float): F32 {
    return this.with(other, 0x95);
  }
  /** NaN if either is. */
  min(other: Float): F32 {
    return this.with(other, 0x96);
  }
  /** NaN if either is. */
  max(other: Float): F32 {
    return this.with(other, 0x97);
  }
  abs(): F32 {
    return new F32([...this.code, 0x8b]);
  }
  neg(): F32 {
    return new F32([...this.code, 0x8c]);
  }
  sqrt(): F32 {
    return new F32([...this.code, 0x91]);
  }
  equal(other: Float): I32 {
    return this.compare(other, 0x5b);
  }
  notEqual(other: Float): I32 {
    return this.compare(other, 0x5c);
  }
  less(other: Float): I32 {
    return this.compare(other, 0x5d);
  }
  greater(other: Float): I32 {
    return this.compare(other, 0x5e);
  }
  lessEqual(other: Float): I32 {
    return this.compare(other, 0x5f);
  }
  greaterEqual(other: Float): I32 {
    return this.compare(other, 0x60);
  }
  toDouble(): F64 {
    return new F64([...this.code, 0xbb]);
  }
  /** Towards zero; outside the integers' range the nearest of them, NaN gives 0. */
  toInt(): I32 {
    return new I32([...this.code, 0xfc, 0x00]);
  }
  /** The same 32 bits as an integer. */
  asInt(): I32 {
    return new I32([...this.code, 0xbc]);
  }
  splat(): F32x4 {
    return new F32x4([...this.code, ...simd(0x13)]);
  }
  private with(other: Float, opcode: number): F32 {
    return new F32([...this.code, ...F32.of(other).code, opcode]);
  }
  private compare(other: Float, opcode: number): I32 {
    return new I32([...this.code, ...F32.of(other).code, opcode]);
  }
}

export class F64 extends Value {
  readonly typeCode = 0x7c;

  static const(value: number): F64 {
    return new F64([0x44, ...float64Bytes(value)]);
  }
  static of(value: F64 | number): F64 {
    return typeof value === 'number' ? F64.const(value) : value;
  }
  add(other: F64 | number): F64 {
    return this.with(other, 0xa0);
  }
  sub(other: F64 | number): F64 {
    return this.with(other, 0xa1);
  }
  mul(other: F64 | number): F64 {
    return this.with(other, 0xa2);
  }
  div(other: F64 | number): F64 {
    return this.with(other, 0xa3);
  }
  sqrt(): F64 {
    return new F64([...this.code, 0x9f]);
  }
  /** Rounded to the nearest float32. */
  toFloat(): F32 {
    return new F32([...this.code, 0xb6]);
  }
  private with(other: F64 | number, opcode: number): F64 {
    return new F64([...this.code, ...F64.of(other).code, opcode]);
  }
}

/** 128 bits, seen as four float32 or four int32 (or two float64); `asInts` and `asFloats` change the view, not the bits. */
export abstract class Vector extends Value {
  readonly typeCode = 0x7b;
  protected binary(other: Vector, opcode: number): Bytes {
    return [...this.code, ...other.code, ...simd(opcode)];
  }
  protected unary(opcode: number): Bytes {
    return [...this.code, ...simd(opcode)];
  }
}

export class F32x4 extends Vector {
  static const(value: number): F32x4 {
    const lane = float32Bytes(value);
    return new F32x4([...simd(0x0c), ...lane, ...lane, ...lane, ...lane]);
  }
  static of(value: F32x4 | number): F32x4 {
    return typeof value === 'number' ? F32x4.const(value) : value;
  }
  /** Four neighbours in memory, at any address. */
  static load(address: Int, offset = 0): F32x4 {
    return new F32x4([...I32.of(address).code, ...simd(0x00), ...memoryArgument(2, offset)]);
  }
  /** One float32 of memory in all four lanes. */
  static loadSplat(address: Int, offset = 0): F32x4 {
    return new F32x4([...I32.of(address).code, ...simd(0x09), ...memoryArgument(2, offset)]);
  }
  /** One float32 of memory in lane 0, zeros in the others. */
  static loadFirst(address: Int, offset = 0): F32x4 {
    return new F32x4([...I32.of(address).code, ...simd(0x5c), ...memoryArgument(2, offset)]);
  }
  /** Two float32 of memory in lanes 0 and 1, zeros in the others. */
  static loadPair(address: Int, offset = 0): F32x4 {
    return new F32x4([...I32.of(address).code, ...simd(0x5d), ...memoryArgument(2, offset)]);
  }
  add(other: F32x4 | number): F32x4 {
    return new F32x4(this.binary(F32x4.of(other), 0xe4));
  }
  sub(other: F32x4 | number): F32x4 {
    return new F32x4(this.binary(F32x4.of(other), 0xe5));
  }
  mul(other: F32x4 | number): F32x4 {
    return new F32x4(this.binary(F32x4.of(other), 0xe6));
  }
  div(other: F32x4 | number): F32x4 {
    return new F32x4(this.binary(F32x4.of(other), 0xe7));
  }
  /** NaN if either is. */
  min(other: F32x4 | number): F32x4 {
    return new F32x4(this.binary(F32x4.of(other), 0xe8));
  }
  /** NaN if either is. */
  max(other: F32x4 | number): F32x4 {
    return new F32x4(this.binary(F32x4.of(other), 0xe9));
  }
  /** this < other ? other : this, so this where either is NaN: one instruction on x64, where `max` is nine. */
  maxUnlessNaN(other: F32x4 | number): F32x4 {
    return new F32x4(this.binary(F32x4.of(other), 0xeb));
  }
  /** this * factor + this' sum, rounded once: a relaxed instruction, only where `hasRelaxedSimd` says so. */
  multiplyAdd(factor: F32x4, sum: F32x4): F32x4 {
    return new F32x4([...this.code, ...factor.code, ...sum.code, ...simd(0x105)]);
  }
  abs(): F32x4 {
    return new F32x4(this.unary(0xe0));
  }
  neg(): F32x4 {
    return new F32x4(this.unary(0xe1));
  }
  sqrt(): F32x4 {
    return new F32x4(this.unary(0xe3));
  }
  floor(): F32x4 {
    return new F32x4(this.unary(0x68));
  }
  /** To the nearest whole number, ties to even. */
  nearest(): F32x4 {
    return new F32x4(this.unary(0x6a));
  }
  truncate(): F32x4 {
    return new F32x4(this.unary(0x69));
  }
  /** Comparisons give a mask: all bits of a lane set where it holds. With NaN only `notEqual` holds. */
  equal(other: F32x4 | number): I32x4 {
    return new I32x4(this.binary(F32x4.of(other), 0x41));
  }
  notEqual(other: F32x4 | number): I32x4 {
    return new I32x4(this.binary(F32x4.of(other), 0x42));
  }
  less(other: F32x4 | number): I32x4 {
    return new I32x4(this.binary(F32x4.of(other), 0x43));
  }
  greater(other: F32x4 | number): I32x4 {
    return new I32x4(this.binary(F32x4.of(other), 0x44));
  }
  lessEqual(other: F32x4 | number): I32x4 {
    return new I32x4(this.binary(F32x4.of(other), 0x45));
  }
  greaterEqual(other: F32x4 | number): I32x4 {
    return new I32x4(this.binary(F32x4.of(other), 0x46));
  }
  /** Towards zero; saturates, NaN gives 0. */
  toInts(): I32x4 {
    return new I32x4(this.unary(0xf8));
  }
  asInts(): I32x4 {
    return new I32x4(this.code);
  }
  lane(index: 0 | 1 | 2 | 3): F32 {
    return new F32([...this.code, ...simd(0x1f), index]);
  }
  /** Four lanes chosen from this (0 to 3) and another (4 to 7). */
  shuffle(other: F32x4, lanes: readonly [number, number, number, number]): F32x4 {
    const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
    return new F32x4([...this.code, ...other.code, ...simd(0x0d), ...bytes]);
  }
}

export class I32x4 extends Vector {
  static const(lanes: readonly [number, number, number, number]): I32x4 {
    return new I32x4([...simd(0x0c), ...new Uint8Array(new Int32Array(lanes).buffer)]);
  }
  static splatConst(value: number): I32x4 {
    return I32x4.const([value, value, value, value]);
  }
  static of(value: I32x4 | number): I32x4 {
    return typeof value === 'number' ? I32x4.splatConst(value) : value;
  }
  static load(address: Int, offset = 0): I32x4 {
    return new I32x4([...I32.of(address).code, ...simd(0x00), ...memoryArgument(2, offset)]);
  }
  /** Four bytes of memory, zero-extended to four lanes. */
  static loadBytes(address: Int, offset = 0): I32x4 {
    const word = [...I32.of(address).code, ...simd(0x5c), ...memoryArgument(2, offset)];
    // Bytes to 16 bits, then to 32 bits.
    return new I32x4([...word, ...simd(0x89), ...simd(0xa9)]);
  }
  /** The sixteen unsigned bytes in four vectors of four lanes. To be used on a local: it is computed four times. */
  widenBytes(): [I32x4, I32x4, I32x4, I32x4] {
    const part = (bytes: number, pairs: number) => new I32x4([...this.code, ...simd(bytes), ...simd(pairs)]);
    return [part(0x89, 0xa9), part(0x89, 0xaa), part(0x8a, 0xa9), part(0x8a, 0xaa)];
  }
  add(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0xae));
  }
  sub(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0xb1));
  }
  mul(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0xb5));
  }
  min(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0xb6));
  }
  max(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0xb8));
  }
  minUnsigned(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0xb7));
  }
  abs(): I32x4 {
    return new I32x4(this.unary(0xa0));
  }
  neg(): I32x4 {
    return new I32x4(this.unary(0xa1));
  }
  and(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0x4e));
  }
  /** The bits that this has and the other has not. */
  andNot(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0x4f));
  }
  or(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0x50));
  }
  xor(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0x51));
  }
  not(): I32x4 {
    return new I32x4(this.unary(0x4d));
  }
  shiftLeft(bits: number): I32x4 {
    return new I32x4([...this.code, ...I32.const(bits).code, ...simd(0xab)]);
  }
  shiftRight(bits: number): I32x4 {
    return new I32x4([...this.code, ...I32.const(bits).code, ...simd(0xac)]);
  }
  shiftRightUnsigned(bits: number): I32x4 {
    return new I32x4([...this.code, ...I32.const(bits).code, ...simd(0xad)]);
  }
  equal(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0x37));
  }
  less(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0x39));
  }
  lessUnsigned(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0x3a));
  }
  greater(other: I32x4 | number): I32x4 {
    return new I32x4(this.binary(I32x4.of(other), 0x3b));
  }
  /** Products of lanes 0, 1 (`low`) or 2, 3 (`high`) with another's, as two unsigned 64-bit lanes. */
  multiplyWide(other: I32x4, half: 'low' | 'high'): I32x4 {
    return new I32x4(this.binary(other, half === 'low' ? 0xde : 0xdf));
  }
  /** Nearest float32 of each lane, signed. */
  toFloats(): F32x4 {
    return new F32x4(this.unary(0xfa));
  }
  asFloats(): F32x4 {
    return new F32x4(this.code);
  }
  /** As a mask: where its bits are set those of ifTrue, else those of ifFalse. */
  select<V extends F32x4 | I32x4>(ifTrue: V, ifFalse: V): V {
    return sameKind(ifTrue, [...ifTrue.code, ...ifFalse.code, ...this.code, ...simd(0x52)]);
  }
  /** 1 if any bit is set. */
  anySet(): I32 {
    return new I32(this.unary(0x53));
  }
  /** The lanes' top bits as bits 0 to 3. */
  signBits(): I32 {
    return new I32(this.unary(0xa4));
  }
  lane(index: 0 | 1 | 2 | 3): I32 {
    return new I32([...this.code, ...simd(0x1b), index]);
  }
  shuffle(other: I32x4, lanes: readonly [number, number, number, number]): I32x4 {
    return this.asFloats().shuffle(other.asFloats(), lanes).asInts();
  }
}

/** A value of the same class as `like` with other code. */
export function sameKind<V extends Value>(like: V, code: Bytes): V {
  return new (like.constructor as new (code: Bytes) => V)(code);
}
