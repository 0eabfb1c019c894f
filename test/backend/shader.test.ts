import { describe, expect, test } from 'vitest';
import { sizeClass, storageBytes } from '../../src/backend/webgpu/buffers.js';
import { chunksOf } from '../../src/backend/webgpu/kernels/reduce.js';
import { shareRows } from '../../src/backend/webgpu/kernels/rows.js';
import { assembleShader } from '../../src/backend/webgpu/shader.js';
import { wgsl } from '../../src/backend/webgpu/wgsl.generated.js';

describe('a shader', () => {
  test('begins with its constants and aliases, then the files in order', () => {
    const { source } = assembleShader({
      kernel: 'fill',
      aliases: { T: 'f32' },
      constants: {
        SIZE: 5,
        FLAG: true,
        RATE: { f32: 0.1 },
        WHOLE: { f32: 3 },
        TINY: { f32: 1e-7 },
        STEP: { i32: -2 },
        LEAST: { i32: -(2 ** 31) },
        SHAPE: [2, 3],
        STRIDES: { i32: [-1, 0] },
      },
      include: ['linear-index'],
    });
    const lines = [
      'alias T = f32;',
      'const SIZE = 5u;',
      'const FLAG = true;',
      'const RATE = f32(0.10000000149011612);',
      'const WHOLE = f32(3.0);',
      'const TINY = f32(1.0000000116860974e-7);',
      'const STEP = -2i;',
      'const LEAST = i32(-2147483648);',
      'const SHAPE = array<u32, 2>(2u, 3u);',
      'const STRIDES = array<i32, 2>(-1i, 0i);',
    ];
    expect(source).toBe([...lines, wgsl['linear-index'], wgsl.fill].join('\n'));
  });

  test('knows which file and line each of its lines is', () => {
    const shader = assembleShader({ kernel: 'fill', constants: { A: 1, B: 2 }, include: ['linear-index'] });
    const lines = shader.source.split('\n');
    const places = [
      ['const B', 'the constants of fill:2'],
      ['fn linearIndex', `kernels/linear-index.wgsl:${lineOf(wgsl['linear-index'], 'fn linearIndex')}`],
      ['struct Scalars', `kernels/fill.wgsl:${lineOf(wgsl.fill, 'struct Scalars')}`],
    ];
    for (const [text, place] of places) {
      expect(shader.placeOf(lines.findIndex((line) => line.startsWith(text)) + 1)).toBe(place);
    }
  });

  test.each([
    [{ SIZE: 2 ** 32 }, 'SIZE is 4294967296, expected a whole number from 0 to 4294967295'],
    [{ SIZE: -1 }, 'SIZE is -1, expected a whole number'],
    [{ SIZE: 1.5 }, 'SIZE is 1.5, expected a whole number'],
    [{ STEP: { i32: 2 ** 31 } }, 'STEP is 2147483648, expected a whole number from -2147483648 to 2147483647'],
    [{ RATE: { f32: Infinity } }, 'RATE is Infinity, which float32 cannot hold as a finite number'],
    [{ RATE: { f32: 1e39 } }, 'RATE is 1e+39, which float32 cannot hold as a finite number'],
  ])('refuses the constant %j', (constants, message) => {
    expect(() => assembleShader({ kernel: 'fill', constants })).toThrow(`webgpu: fill: ${message}`);
  });
});

describe('sizes', () => {
  test('a buffer takes whole words, and at least one', () => {
    expect([0, 1, 4, 5].map((size) => storageBytes('uint8', size))).toEqual([4, 4, 4, 8]);
    expect([0, 1, 3].map((size) => storageBytes('float32', size))).toEqual([4, 4, 12]);
  });

  test('a block is at least as large as asked for and at most a quarter larger, in whole words', () => {
    for (let bytes = 4; bytes < 1e9; bytes = Math.ceil(bytes * 1.37)) {
      const block = sizeClass(bytes);
      expect(block % 4).toBe(0);
      expect(block).toBeGreaterThanOrEqual(bytes);
      if (bytes > 256) expect(block).toBeLessThanOrEqual(1.25 * bytes);
    }
    expect([256, 257, 320, 321, 512, 513].map(sizeClass)).toEqual([256, 320, 320, 384, 512, 640]);
  });

  test('rows are shared so that a workgroup is never larger than every device allows', () => {
    for (const length of [1, 10, 16, 17, 100, 1000, 1e6]) {
      const { LANES, ROWS } = shareRows(1000, length, { subgroupSize: 32 }).constants;
      expect(LANES * ROWS).toBeLessThanOrEqual(256);
      expect(Number.isInteger(Math.log2(LANES))).toBe(true);
    }
  });

  test('a reduction is cut into parts only where it has few results and much to add', () => {
    expect(chunksOf(1, 128, 10)).toBe(1);
    expect(chunksOf(1, 73_728, 12)).toBe(272);
    expect(chunksOf(128, 784, 1)).toBe(1);
    expect(chunksOf(1, 4_000_000, 1)).toBeGreaterThan(1);
    expect(chunksOf(64, 300, 1000)).toBe(1);
  });
});

function lineOf(text: string, start: string): number {
  return text.split('\n').findIndex((line) => line.startsWith(start)) + 1;
}
