import type { Operand } from '../../../tensor/device.js';
import type { KernelTable } from '../../backend.js';
import type { Deal, KernelBuilder } from '../kernel-builder.js';
import { I32 } from '../assembler/index.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { packedABytes, packedBBytes, writeProduct, type Product } from './product.js';
import { planProduct } from './product-plan.js';
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
      if (batch === 1 && isWorthStrassen(product)) return launchStrassen(launcher, product, [a, b, bias, c]);
      const plan = planProduct(m, n, k, { transposeB, isFused: launcher.hasRelaxedSimd });
      const bBytes = packedBBytes(product, plan);
      const aBytes = packedABytes(product, plan);
      const isBatched = batch > 1;

      const write = (kernel: KernelBuilder) => {
        const [aStart, bStart, biasStart, cStart] = [0, 1, 2, 3].map((i) => kernel.pointer(i));
        const scratch = kernel.scratch();
        const { thread, threads } = kernel;
        const run = (p: I32 | null) => {
          // A thread that has a product for itself also has memory for itself.
          const own = p ? kernel.int(scratch.add(thread.mul(bBytes + aBytes))) : scratch;
          writeProduct(kernel, product, plan, {
            a: p ? kernel.int(aStart.add(p.mul(4 * batchStrideA))) : aStart,
            b: p ? kernel.int(bStart.add(p.mul(4 * batchStrideB))) : bStart,
            c: p ? kernel.int(cStart.add(p.mul(4 * m * n))) : cStart,
            bias: biasStart,
            packedB: own,
            packedA: kernel.int(p ? own.add(bBytes) : own.add(bBytes).add(thread.mul(aBytes))),
            thread: p ? I32.const(0) : thread,
            threads: p ? I32.const(1) : threads,
            deal: p ? dealToItself(kernel) : kernel.dealer(),
            barrier: () => {
              if (!p) kernel.barrier();
            },
          });
        };
        if (!isBatched) return run(null);
        const { begin, end } = kernel.share(batch);
        kernel.for(begin, end, 1, run);
      };
      launcher.launch({
        code: `matmul ${JSON.stringify({ ...product, batch, batchStrideA, batchStrideB })}`,
        write,
        operands: [a, b, bias, c],
        isParallel: isWorthThreads(batch * m * n * Math.max(k, 1)),
        scratchBytes: isBatched ? launcher.threads * (bBytes + aBytes) : bBytes + launcher.threads * aBytes,
      });
    },
  };
}

/** All pieces to the one thread that works on a product. */
function dealToItself(k: KernelBuilder): Deal {
  return (count, visit) => k.for(0, count, 1, visit);
}

function launchStrassen(launcher: Launcher, product: Product, operands: readonly (Operand | null)[]): void {
  const { threads, hasRelaxedSimd } = launcher;
  const plan = planStrassen(product.m, product.n, product.k, hasRelaxedSimd);
  launcher.launch({
    code: `matmul ${JSON.stringify({ ...product, batch: 1 })}`,
    write: (k) => writeStrassenProduct(k, product, plan),
    operands,
    isParallel: true,
    scratchBytes: strassenScratchBytes(product, plan, threads, hasRelaxedSimd),
  });
}
