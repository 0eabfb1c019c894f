import { F32x4, I32, ModuleBuilder } from './assembler/index.js';

/** Whether the engine has WebAssembly's 128-bit SIMD. */
export function hasSimd(): boolean {
  return typeof WebAssembly === 'object' && isValid((a, b) => a.add(b));
}

/** Whether it has relaxed SIMD, of which the fused multiply-add is used. */
export function hasRelaxedSimd(): boolean {
  return isValid((a, b) => a.multiplyAdd(b, b));
}

/** Whether memory can be shared with workers: in Node, and in pages that are cross-origin isolated. */
export function hasSharedMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return typeof crossOriginIsolated === 'undefined' || crossOriginIsolated;
}

function isValid(expression: (a: F32x4, b: F32x4) => F32x4): boolean {
  const module = new ModuleBuilder({ isShared: false });
  module.function('probe', { parameters: [I32.const(0)] }, (f) => {
    const address = f.parameter<I32>(0);
    f.store(address, expression(F32x4.load(address), F32x4.load(address, 16)));
  });
  return WebAssembly.validate(module.encode());
}
