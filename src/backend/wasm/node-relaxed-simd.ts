import { hasRelaxedSimd } from './features.js';

/**
 * Lets Node's engine compile fused multiply-adds (WebAssembly's relaxed SIMD), which make products and convolutions a third faster
 * (docs/performance.md, "Fused multiply-add"). Node has them from version 22 on; Node 20 has them behind a flag of V8, which this sets
 * for the whole process. So it is for whoever owns the process, as the command line does, and to be called before a backend is made;
 * a library leaves the choice to its user.
 *
 * Returns whether the instruction is there now.
 */
export function allowRelaxedSimd(): boolean {
  if (!hasRelaxedSimd()) {
    globalThis.process.getBuiltinModule('node:v8').setFlagsFromString('--experimental-wasm-relaxed-simd');
  }
  return hasRelaxedSimd();
}
