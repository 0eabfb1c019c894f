import { describe, expect, it } from 'vitest';
import { parseKernel, rename } from '../../src/backend/webgpu/replay/kernel-module.js';
import { evaluateConstant } from '../../src/backend/webgpu/replay/wgsl-constants.js';

describe('sizes in WGSL', () => {
  const named = (name: string): number => ({ ROWS: 7, TILE: 4, NOTES: 1 })[name] ?? NaN;

  it.each([
    ['64', 64],
    ['256u', 256],
    ['ROWS + TILE * 2u', 15],
    ['(ROWS + TILE - 1u) / TILE', 2],
    ['ROWS - TILE - 1u', 2],
    ['ROWS % TILE | 8u', 11],
    ['select(1u, TILE * 2u, NOTES)', 8],
    ['select(1u, TILE, false)', 1],
  ])('%s is %i', (expression, value) => {
    expect(evaluateConstant(expression, named)).toBe(value);
  });

  it.each(['', '1 +', 'max(1u, 2u)', '(1', '1 2', '-1'])("refuses '%s'", (expression) => {
    expect(() => evaluateConstant(expression, named)).toThrow(/is not a size that can be computed/);
  });
});

describe('a kernel taken apart', () => {
  const source = `
alias T = f32;
const SIZE = 3u;
const LANES = SIZE * 2u;
@group(0) @binding(0) var<storage, read> x: array<T, SIZE>; // what is read
@group(0) @binding(0) var<storage, read> bytes: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<T>;
@group(0) @binding(2) var<uniform> scalars: Scalars;
struct Scalars {
  y: f32,
}
var<workgroup> sums: array<vec4f, LANES>;
fn twice(x: f32) -> f32 {
  return 2.0 * x;
}
@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) thread: u32) {
  sums[thread] = vec4f(twice(scalars.y));
  y[thread] = sums[0].x;
}
@compute @workgroup_size(WORKGROUP_SIZE)
fn fromBytes(
  @builtin(global_invocation_id) id: vec3u,
) {
  y[id.x] = T(bytes[id.x]);
}
const WORKGROUP_SIZE = 256u;
`;

  it('has the directives of its shader apart from its declarations', () => {
    const { enables, declarations } = parseKernel(`enable subgroups;\n${source}`, 'main');
    expect(enables).toEqual(['enable subgroups;']);
    expect(declarations.map(({ text }) => text).join()).not.toContain('enable');
  });

  it('has what its entry point uses and nothing else', () => {
    const { declarations, bindings } = parseKernel(source, 'main');
    expect(declarations.map(({ name }) => name)).toEqual(['T', 'SIZE', 'LANES', 'Scalars', 'sums', 'twice']);
    expect(bindings).toEqual([
      { index: 1, space: 'read_write', name: 'y', type: 'array<f32>' },
      { index: 2, space: 'uniform', name: 'scalars', type: 'Scalars' },
    ]);
  });

  it('knows its threads, its workgroup memory and its builtins', () => {
    const { workgroupSize, workgroupBytes, entry } = parseKernel(source, 'main');
    expect([workgroupSize, workgroupBytes]).toEqual([6, 96]);
    expect(entry.builtins).toEqual(['local_invocation_index']);
    expect(entry.text.startsWith('fn main(thread: u32) {')).toBe(true);
  });

  it('works with any number of threads where it has WORKGROUP_SIZE', () => {
    const { workgroupSize, entry, bindings } = parseKernel(source, 'fromBytes');
    expect(workgroupSize).toBeNull();
    expect(entry.builtins).toEqual(['global_invocation_id']);
    expect(bindings.map(({ name }) => name)).toEqual(['bytes', 'y']);
  });

  it('gets new names but for members and what a function calls its own', () => {
    const names = (name: string) => ({ x: 'left', y: 'right', twice: 'thrice' })[name];
    expect(rename('fn twice(x: f32) -> f32 {\n  return y * x;\n}', names)).toBe(
      'fn thrice(x: f32) -> f32 {\n  return right * x;\n}',
    );
    expect(rename('struct S {\n  y: f32,\n}', names)).toBe('struct S {\n  y: f32,\n}');
    expect(rename('fn f() {\n  let y = x.y + a.x;\n}', names)).toBe('fn f() {\n  let y = left.y + a.x;\n}');
  });

  it.each([
    ['none', /has no entry point none/],
    ['twice', /has no entry point twice/],
  ])('needs an entry point (%s)', (entry, message) => {
    expect(() => parseKernel(source, entry)).toThrow(message);
  });

  it('is refused where it declares what is not known', () => {
    expect(() => parseKernel('override N = 3;\nconst M = 1u;', 'main')).toThrow(
      /declares something unknown.*override N/,
    );
  });
});
