import { I32, type FunctionBuilder, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { Window } from './pool2d-windows.js';

/**
 * Makes the code for a window of any size a function of the kernel: it is long, called from several places, and needed only for
 * the few windows at an image's borders. `bounds` are further integers that it is called with.
 */
export function defineCutWindow(
  k: KernelBuilder,
  images: number,
  write: (f: FunctionBuilder, window: Window, bounds: readonly Local<I32>[]) => void,
  bounds: readonly Local<I32>[] = [],
): (window: Window) => void {
  const parameters = Array.from({ length: images + 3 + bounds.length }, () => I32.const(0));
  const cutWindow = k.define(parameters, (f) => {
    const given = parameters.map((_, i) => f.parameter<I32>(i));
    const [output, rows, columns, ...rest] = given.slice(images);
    write(f, { images: given.slice(0, images), output, rows, columns }, rest);
  });
  return (window) => {
    const { output, rows, columns } = window;
    k.call(cutWindow, ...window.images, output, I32.of(rows), I32.of(columns), ...bounds);
  };
}
