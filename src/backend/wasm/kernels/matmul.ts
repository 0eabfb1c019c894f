import type { KernelTable } from '../../backend.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { I32 } from '../assembler/index.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { isOuterProduct, writeOuterProduct } from './outer-product.js';
import { packedABytes, packedBBytes, writeProduct, type Product, type ProductRun } from './product.js';
import { planProduct } from './product-plan.js';
import { isVectorProduct, vectorProductBytes, writeVectorProduct } from './vector-product.js';

/** How a product is computed, and the memory that this takes: once, and for each thread. */
interface ProductCode {
  readonly sharedBytes: number;
  readonly bytesPerThread: number;
  readonly write: (k: KernelBuilder, run: ProductRun) => void;
}

/** Tiles as a rule (product.ts); what has nothing to keep in a tile is walked as it lies in memory. */
function codeOf(product: Product): ProductCode {
  if (isOuterProduct(product)) {
    return { sharedBytes: 0, bytesPerThread: 0, write: (k, run) => writeOuterProduct(k, product, run) };
  }
  if (isVectorProduct(product)) {
    const write: ProductCode['write'] = (k, run) => writeVectorProduct(k, product, run.packedB, run);
    return { sharedBytes: vectorProductBytes(product), bytesPerThread: 0, write };
  }
  const plan = planProduct(product.m, product.n, product.k, product.transposeB);
  return {
    sharedBytes: packedBBytes(product, plan),
    bytesPerThread: packedABytes(product, plan),
    write: (k, run) => writeProduct(k, product, plan, run),
  };
}

/** Matrix products. A batch of several products is shared by the threads product by product. */
export function matmulKernels(launcher: Launcher): Pick<KernelTable, 'matmul'> {
  return {
    matmul([a, b, bias], [c], attributes) {
      const { batch, m, n, k, transposeA, transposeB, batchStrideA, batchStrideB, activation } = attributes;
      if (batch * m * n === 0) return;
      const product: Product = { m, n, k, transposeA, transposeB, hasBias: bias !== null, activation };
      const code = codeOf(product);
      const { sharedBytes: bBytes, bytesPerThread: aBytes } = code;
      const isBatched = batch > 1;

      const write = (kernel: KernelBuilder) => {
        const [aStart, bStart, biasStart, cStart] = [0, 1, 2, 3].map((i) => kernel.pointer(i));
        const scratch = kernel.scratch();
        const { thread, threads } = kernel;
        const run = (p: I32 | null) => {
          // A thread that has a product for itself also has memory for itself.
          const own = p ? kernel.int(scratch.add(thread.mul(bBytes + aBytes))) : scratch;
          code.write(kernel, {
            a: p ? kernel.int(aStart.add(p.mul(4 * batchStrideA))) : aStart,
            b: p ? kernel.int(bStart.add(p.mul(4 * batchStrideB))) : bStart,
            c: p ? kernel.int(cStart.add(p.mul(4 * m * n))) : cStart,
            bias: biasStart,
            packedB: own,
            packedA: kernel.int(p ? own.add(bBytes) : own.add(bBytes).add(thread.mul(aBytes))),
            thread: p ? I32.const(0) : thread,
            threads: p ? I32.const(1) : threads,
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
