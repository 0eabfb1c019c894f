/**
 * A WebAssembly module that does nothing but multiply and add, in registers: what a processor's float32 peak is measured with.
 *
 *     run(iterations) -> f32      each iteration: a_i = a_i * x + y for MULTIPLY_ADD_CHAINS vectors a_i of four
 *
 * Twelve chains, so that no one waits for the result of the one before, and all fit into the sixteen vector registers of x86-64.
 * Fused (`f32x4.relaxed_madd`) where the engine has it, else a multiplication and an addition.
 * Encoding: WebAssembly Core Specification 2.0, chapter 5; relaxed SIMD: opcode 0x105.
 */

export const MULTIPLY_ADD_CHAINS = 12;
/** Float32 operations of one iteration. */
export const FLOPS_PER_ITERATION = MULTIPLY_ADD_CHAINS * 4 * 2;

const F32 = 0x7d;
const I32 = 0x7f;
const V128 = 0x7b;
const SIMD = 0xfd;

const localGet = (index: number) => [0x20, index];
const localSet = (index: number) => [0x21, index];
const i32Const = (value: number) => [0x41, value];
const f32Const = (value: number) => [0x43, ...new Uint8Array(new Float32Array([value]).buffer)];
const splat = [SIMD, 0x13];
const add = [SIMD, 0xe4, 0x01];
const multiply = [SIMD, 0xe6, 0x01];
const relaxedMultiplyAdd = [SIMD, 0x85, 0x02];
const extractFirst = [SIMD, 0x1f, 0];

const ITERATIONS = 0;
const chains = Array.from({ length: MULTIPLY_ADD_CHAINS }, (_, i) => i + 1);
const X = MULTIPLY_ADD_CHAINS + 1;
const Y = MULTIPLY_ADD_CHAINS + 2;

/** The module's bytes, fused if this engine can, and how it computes. */
export function multiplyAddModule(): { bytes: Uint8Array<ArrayBuffer>; method: string } {
  const fused = moduleBytes(true);
  return WebAssembly.validate(fused)
    ? { bytes: fused, method: 'WebAssembly f32x4.relaxed_madd in registers' }
    : { bytes: moduleBytes(false), method: 'WebAssembly f32x4.mul and f32x4.add in registers' };
}

function moduleBytes(isFused: boolean): Uint8Array<ArrayBuffer> {
  const body = [
    ...[1, X + 1, V128], // one group of locals
    ...chains.flatMap((chain) => [...f32Const(chain), ...splat, ...localSet(chain)]),
    // Towards a fixed point, 1: neither overflow nor slow denormal numbers.
    ...[...f32Const(0.75), ...splat, ...localSet(X)],
    ...[...f32Const(0.25), ...splat, ...localSet(Y)],
    ...[0x03, 0x40], // loop
    ...chains.flatMap((chain) => [...step(chain, isFused), ...localSet(chain)]),
    ...[...localGet(ITERATIONS), ...i32Const(1), 0x6b, 0x22, ITERATIONS], // iterations - 1, kept (local.tee)
    ...[0x0d, 0, 0x0b], // br_if loop; end
    ...localGet(chains[0]),
    ...chains.slice(1).flatMap((chain) => [...localGet(chain), ...add]),
    ...extractFirst,
    0x0b,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...section(1, [1, 0x60, 1, I32, 1, F32]), // types: (i32) -> f32
    ...section(3, [1, 0]), // one function of type 0
    ...section(7, [1, 3, ...new TextEncoder().encode('run'), 0, 0]), // exported
    ...section(10, [1, ...sized(body)]),
  ]);
}

function step(chain: number, isFused: boolean): number[] {
  const operands = [...localGet(chain), ...localGet(X)];
  return isFused
    ? [...operands, ...localGet(Y), ...relaxedMultiplyAdd]
    : [...operands, ...multiply, ...localGet(Y), ...add];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

/** Bytes with their number in front, as LEB128. */
function sized(content: readonly number[]): number[] {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 128) return [...length, rest, ...content];
    length.push((rest & 127) | 128);
  }
}
