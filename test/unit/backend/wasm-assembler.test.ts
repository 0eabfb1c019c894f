import { describe, expect, it } from 'vitest';
import { F32, F32x4, F64, I32, I32x4, ModuleBuilder, type Value } from '../../../src/backend/wasm/assembler/index.js';
import { float32Bytes, signed, unsigned } from '../../../src/backend/wasm/assembler/encoding.js';
import { memoryAfter } from './memory-after.js';

function valueOf(value: I32 | F32): number {
  const view = memoryAfter((f) => f.store(0, value));
  return value instanceof F32 ? view.getFloat32(0, true) : view.getInt32(0, true);
}

function lanesOf(value: F32x4 | I32x4): number[] {
  const view = memoryAfter((f) => f.store(0, value));
  return [0, 4, 8, 12].map((at) => (value instanceof F32x4 ? view.getFloat32(at, true) : view.getInt32(at, true)));
}

describe('the encoding of numbers', () => {
  // Examples of the WebAssembly specification's section on integers, and the limits of 32 bits.
  it.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [624_485, [0xe5, 0x8e, 0x26]],
    [4_294_967_295, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('unsigned %i', (value, bytes) => expect(unsigned(value)).toEqual(bytes));

  it.each([
    [0, [0]],
    [63, [0x3f]],
    [64, [0xc0, 0]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [-123_456, [0xc0, 0xbb, 0x78]],
    [2_147_483_647, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-2_147_483_648, [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('signed %i', (value, bytes) => expect(signed(value)).toEqual(bytes));

  it('float32 has its least significant byte first', () => expect(float32Bytes(1)).toEqual([0, 0, 0x80, 0x3f]));
});

describe('integers', () => {
  const [a, b] = [I32.const(-7), I32.const(3)];
  it.each<[string, I32, number]>([
    ['add', a.add(b), -4],
    ['sub', a.sub(b), -10],
    ['mul', a.mul(b), -21],
    ['div goes towards zero', a.div(b), -2],
    ['divUnsigned sees -7 as 4,294,967,289', a.divUnsigned(2), 2_147_483_644],
    ['remainderUnsigned', I32.const(17).remainderUnsigned(5), 2],
    ['and', I32.const(12).and(10), 8],
    ['or', I32.const(12).or(10), 14],
    ['xor', I32.const(12).xor(10), 6],
    ['shiftLeft', b.shiftLeft(4), 48],
    ['shiftRight keeps the sign', a.shiftRight(1), -4],
    ['shiftRightUnsigned does not', a.shiftRightUnsigned(28), 15],
    ['isZero', I32.const(0).isZero(), 1],
    ['equal', a.equal(-7), 1],
    ['notEqual', a.notEqual(-7), 0],
    ['less is signed', a.less(b), 1],
    ['lessUnsigned is not', a.lessUnsigned(b), 0],
    ['greater', a.greater(b), 0],
    ['lessEqual', b.lessEqual(3), 1],
    ['greaterEqual', b.greaterEqual(4), 0],
    ['min', a.min(b), -7],
    ['max', a.max(b), 3],
    ['select of true', I32.const(5).select(a, b), -7],
    ['select of false', I32.const(0).select(a, b), 3],
    ['the bits of a float', F32.const(1).asInt(), 0x3f800000],
    ['truncation of a float', F32.const(-2.9).toInt(), -2],
    ['truncation of what no integer holds', F32.const(1e20).toInt(), 2_147_483_647],
  ])('%s', (_, value, expected) => expect(valueOf(value)).toBe(expected));
});

describe('floats', () => {
  const x = F32.const(1.5);
  it.each<[string, F32, number]>([
    ['add', x.add(2), 3.5],
    ['sub', x.sub(2), -0.5],
    ['mul', x.mul(2), 3],
    ['div', x.div(2), 0.75],
    ['min with NaN', x.min(NaN), NaN],
    ['max', x.max(-1), 1.5],
    ['abs', x.neg().abs(), 1.5],
    ['sqrt', F32.const(9).sqrt(), 3],
    ['from an integer', I32.const(-3).toFloat(), -3],
    ['from an unsigned one', I32.const(-1).toFloatUnsigned(), 4_294_967_296],
    ['from bits', I32.const(0x40000000).asFloat(), 2],
    ['through double precision', F32.const(16_777_216).toDouble().add(1).sub(16_777_216).toFloat(), 1],
    ['a double', F64.const(0.1).mul(3).div(F64.const(4)).sqrt().toFloat(), Math.fround(Math.sqrt((0.1 * 3) / 4))],
  ])('%s', (_, value, expected) => expect(valueOf(value)).toBe(expected));

  it.each<[string, I32, number]>([
    ['equal', x.equal(1.5), 1],
    ['notEqual of NaN', F32.const(NaN).notEqual(NaN), 1],
    ['less', x.less(2), 1],
    ['greater', x.greater(2), 0],
    ['lessEqual of NaN', F32.const(NaN).lessEqual(1), 0],
    ['greaterEqual', x.greaterEqual(1.5), 1],
  ])('%s', (_, value, expected) => expect(valueOf(value)).toBe(expected));
});

describe('vectors', () => {
  const ints = I32x4.const([1, -2, 3, -4]);
  const floats = ints.toFloats();
  it.each<[string, F32x4 | I32x4, number[]]>([
    ['add', floats.add(1), [2, -1, 4, -3]],
    ['sub', floats.sub(floats), [0, 0, 0, 0]],
    ['mul', floats.mul(2), [2, -4, 6, -8]],
    ['div', floats.div(2), [0.5, -1, 1.5, -2]],
    ['min', floats.min(0), [0, -2, 0, -4]],
    ['max', floats.max(0), [1, 0, 3, 0]],
    ['abs', floats.abs(), [1, 2, 3, 4]],
    ['sqrt', floats.abs().mul(floats.abs()).sqrt(), [1, 2, 3, 4]],
    ['floor', floats.div(2).floor(), [0, -1, 1, -2]],
    ['truncate', floats.div(2).truncate(), [0, -1, 1, -2]],
    ['nearest takes the even one', floats.div(2).nearest(), [0, -1, 2, -2]],
    ['splat', F32.const(7).splat(), [7, 7, 7, 7]],
    ['shuffle of two', floats.shuffle(F32x4.const(9), [3, 4, 0, 7]), [-4, 9, 1, 9]],
    ['integer add', ints.add(1), [2, -1, 4, -3]],
    ['integer mul', ints.mul(ints), [1, 4, 9, 16]],
    ['integer min', ints.min(0), [0, -2, 0, -4]],
    ['integer max', ints.max(0), [1, 0, 3, 0]],
    ['shiftRight', ints.shiftRight(1), [0, -1, 1, -2]],
    ['shiftLeft', ints.shiftLeft(2), [4, -8, 12, -16]],
    ['shiftRightUnsigned', ints.shiftRightUnsigned(31), [0, 1, 0, 1]],
    ['not', ints.not(), [-2, 1, -4, 3]],
    ['comparison gives a mask', floats.greater(0), [-1, 0, -1, 0]],
    ['a mask selects', floats.less(0).select(F32x4.const(-1), F32x4.const(1)), [1, -1, 1, -1]],
    ['toInts goes towards zero', floats.mul(1.9).toInts(), [1, -3, 5, -7]],
  ])('%s', (_, value, expected) => expect(lanesOf(value).map((lane) => lane + 0)).toEqual(expected));

  it('lanes and bits come out one by one', () => {
    expect(valueOf(floats.lane(3))).toBe(-4);
    expect(valueOf(ints.lane(1))).toBe(-2);
    expect(valueOf(ints.signBits())).toBe(0b1010);
    expect(valueOf(ints.equal(3).anySet())).toBe(1);
  });

  it('bytes of memory widen to four integers', () => {
    const bytes = new Float32Array(new Uint8Array([1, 255, 3, 128]).buffer);
    const view = memoryAfter((f) => f.store(16, I32x4.loadBytes(0)), bytes);
    expect([16, 20, 24, 28].map((at) => view.getInt32(at, true))).toEqual([1, 255, 3, 128]);
  });

  it('storing lanes leaves the others alone', () => {
    const view = memoryAfter((f) => f.storeLanes(0, F32x4.const(2), 3), [9, 9, 9, 9]);
    expect([0, 4, 8, 12].map((at) => view.getFloat32(at, true))).toEqual([2, 2, 2, 9]);
  });
});

describe('control', () => {
  it('a counting loop visits each step, and none of an empty range', () => {
    const view = memoryAfter((f) => {
      const sum = f.int(0);
      f.for(2, 11, 3, (i) => f.set<I32>(sum, sum.mul(100).add(i)));
      f.for(5, 5, 1, () => f.set(sum, I32.const(-1)));
      f.store(0, sum);
    });
    expect(view.getInt32(0, true)).toBe(20_508);
  });

  it('times repeats as often as said', () => {
    const view = memoryAfter((f) => {
      const count = f.int(0);
      f.times(7, () => f.increase(count, 1));
      f.times(1, () => f.increase(count, 100));
      f.store(0, count);
    });
    expect(view.getInt32(0, true)).toBe(107);
  });

  it('a branch is taken or not', () => {
    const view = memoryAfter((f) => {
      for (const [i, condition] of [0, 5].entries()) {
        f.if(
          I32.const(condition),
          () => f.store(4 * i, I32.const(1)),
          () => f.store(4 * i, I32.const(2)),
        );
      }
    });
    expect([view.getInt32(0, true), view.getInt32(4, true)]).toEqual([2, 1]);
  });

  it('a function calls another one, with its result', () => {
    const module = new ModuleBuilder({ isShared: false });
    const int: Value = I32.const(0);
    const square = module.function(null, { parameters: [int], result: int }, (f) => {
      f.return(f.parameter<I32>(0).mul(f.parameter<I32>(0)));
    });
    module.function('run', { parameters: [int], result: int }, (f) => {
      f.return(f.result(square, I32.const(0), f.parameter<I32>(0).add(1)));
    });
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
    expect((exports.run as (x: number) => number)(6)).toBe(49);
  });

  it('imports after functions are refused, as they would shift the functions', () => {
    const module = new ModuleBuilder({ isShared: false });
    module.function('run', { parameters: [] }, () => {});
    expect(() => module.import('late', { parameters: [] })).toThrow('import late: imports come before functions');
  });
});
