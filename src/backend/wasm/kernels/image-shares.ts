import { I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';

/**
 * Visits this thread's share of the parts of `batch` images, each of which has `parts` (rows of the output, say), image by image:
 * parts [first, last) of each. So threads have the same to do, however few images there are.
 */
export function forEachShareOfImages(
  k: KernelBuilder,
  batch: number,
  parts: number,
  visit: (image: Local<I32>, first: Local<I32>, last: Local<I32>) => void,
): void {
  const { begin, end } = k.share(batch * parts);
  k.if(begin.less(end), () => {
    const lastImage = k.int(end.add(parts - 1).divUnsigned(parts));
    k.for(begin.divUnsigned(parts), lastImage, 1, (image) => {
      const partsBefore = k.int(image.mul(parts));
      const first = k.int(begin.greater(partsBefore).select(begin.sub(partsBefore), I32.const(0)));
      const last = k.int(end.sub(partsBefore).min(parts));
      visit(image, first, last);
    });
  });
}
