import { ModuleBuilder, type FunctionBuilder } from '../../../src/backend/wasm/assembler/index.js';

/** Runs a function of no arguments that writes to memory, and gives the memory (64 KiB), which begins with `initial`. */
export function memoryAfter(write: (f: FunctionBuilder) => void, initial: ArrayLike<number> = []): DataView {
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Float32Array(memory.buffer).set(initial);
  const module = new ModuleBuilder({ isShared: false });
  module.function('run', { parameters: [] }, write);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  (instance.exports.run as () => void)();
  return new DataView(memory.buffer);
}
