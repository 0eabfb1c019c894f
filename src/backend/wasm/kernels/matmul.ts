import type { Operand } from '../../../tensor/device.js';
import type { KernelTable } from '../../backend.js';
import type { KernelAttributes } from '../../kernels.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { I32 } from '../assembler/index.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { isMostlyZero } from './nonzero-steps.js';
import { packedBBytes } from './product-panels.js';
import { ownBytes } from './product-rows.js';
import type { Product } from './product-run.js';
import { writeProduct } from './product.js';
import { planProduct, type ProductPlan } from './product-plan.js';
import { isWorthStrassen } from './strassen-choice.js';
import { planStrassen } from './strassen-plan.js';
import { strassenScratchBytes, writeStrassenProduct } from './strassen.js';

/** Matrix products: see product.ts, and strassen.ts for large ones. A batch of several products is shared by the threads product by product. */
export function matmulKernels(launcher: Launcher): Pick<KernelTable, 'matmul'> {
  return {
    matmul([a, b, bias], [c], attributes) {
      const { batch, m, n, k, transposeA, transposeB, batchStrideA, batchStrideB, activation } = attributes;
      if (batch * m * n === 0) return;
      const strides = { a: transposeA ? m : k, b: transposeB ? k : n, c: n };
      const product: Product = { m, n, k, strides, transposeA, transposeB, hasBias: bias !== null, activation };
      if (batch === 1 && isWorthStrassen(product)) return launchLarge(launcher, product, [a, b, bias, c]);
      const plan = planProduct(m, n, k, { transposeB, isFused: launcher.hasRelaxedSimd });
      launcher.launch({
        code: `matmul ${JSON.stringify({ ...product, batch, batchStrideA, batchStrideB })}`,
        write: (kernel) =>
          batch === 1 ? writeOne(kernel, product, plan) : writeBatch(kernel, product, plan, attributes),
        operands: [a, b, bias, c],
        isParallel: isWorthThreads(batch * m * n * Math.max(k, 1)),
        scratchBytes:
          batch === 1
            ? scratchBytesOfOne(product, plan, launcher.threads)
            : launcher.threads * scratchBytesOfOne(product, plan, 1),
      });
    },
  };
}

/** Bytes of scratch memory for one product that so many threads compute together. */
function scratchBytesOfOne(product: Product, plan: ProductPlan, threads: number): number {
  return packedBBytes(product, plan) + threads * ownBytes(product, plan);
}

/** One product, by all threads together. */
function writeOne(k: KernelBuilder, product: Product, plan: ProductPlan): void {
  const [a, b, bias, c] = [0, 1, 2, 3].map((i) => k.pointer(i));
  const { thread, threads } = k;
  const packedB = k.scratch();
  const own = k.int(packedB.add(packedBBytes(product, plan)).add(thread.mul(ownBytes(product, plan))));
  const barrier = () => k.barrier();
  writeProduct(k, product, plan, { a, b, bias, c, packedB, own, thread, threads, deal: k.dealer(), barrier });
}

/** Several products, each by the thread whose share it is in. */
function writeBatch(
  k: KernelBuilder,
  product: Product,
  plan: ProductPlan,
  { batch, batchStrideA, batchStrideB }: KernelAttributes<'matmul'>,
): void {
  const [a, b, bias, c] = [0, 1, 2, 3].map((i) => k.pointer(i));
  // A thread that has a product for itself also has memory for itself.
  const packedB = k.int(k.scratch().add(k.thread.mul(scratchBytesOfOne(product, plan, 1))));
  const own = k.int(packedB.add(packedBBytes(product, plan)));
  const { begin, end } = k.share(batch);
  k.for(begin, end, 1, (p) => {
    writeProduct(k, product, plan, {
      a: k.int(a.add(p.mul(4 * batchStrideA))),
      b: k.int(b.add(p.mul(4 * batchStrideB))),
      c: k.int(c.add(p.mul(4 * product.m * product.n))),
      ...{ bias, packedB, own, thread: I32.const(0), threads: I32.const(1) },
      deal: (count, visit) => k.for(0, count, 1, visit),
      barrier: () => {},
    });
  });
}

/**
 * A large product: by Strassen's algorithm, but directly if so much of a is zero that leaving that out saves more. Which one, the threads
 * find out each for itself, from the same sample of a.
 */
function launchLarge(launcher: Launcher, product: Product, operands: readonly (Operand | null)[]): void {
  const { threads, hasRelaxedSimd } = launcher;
  const { m, n, k, transposeA, transposeB } = product;
  const strassen = planStrassen(m, n, k, hasRelaxedSimd);
  const direct = planProduct(m, n, k, { transposeB, isFused: hasRelaxedSimd });
  launcher.launch({
    code: `matmul ${JSON.stringify({ ...product, batch: 1 })}`,
    write: (kernel) => {
      const [rows, columns] = transposeA ? [k, m] : [m, k];
      kernel.if(
        isMostlyZero(kernel, kernel.pointer(0), rows, columns),
        () => writeOne(kernel, product, direct),
        () => writeStrassenProduct(kernel, product, strassen),
      );
    },
    operands,
    isParallel: true,
    scratchBytes: Math.max(
      strassenScratchBytes(product, strassen, threads, hasRelaxedSimd),
      scratchBytesOfOne(product, direct, threads),
    ),
  });
}
