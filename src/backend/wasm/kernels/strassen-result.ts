import { F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { applyActivation } from './fused-activation.js';
import type { StrassenBlock } from './strassen-block.js';
import { PIECES } from './strassen-plan.js';

/** Writes a group's sums to c, added to those of the blocks of the depth before; bias and activation come with the last of these. */
export function finishGroup(k: KernelBuilder, block: StrassenBlock, firstRow: Local<I32>): void {
  const { plan, addsToC } = block;
  if (plan.depthBlocks === 1) return writeRows(k, block, firstRow, { adds: addsToC, isLast: true });
  k.if(
    block.start.add(block.depth.mul(PIECES)).equal(plan.depth),
    () => writeRows(k, block, firstRow, { adds: true, isLast: true }),
    () => {
      const writeWith = (adds: boolean) => writeRows(k, block, firstRow, { adds, isLast: false });
      if (addsToC) return writeWith(true);
      k.if(
        block.start,
        () => writeWith(true),
        () => writeWith(false),
      );
    },
  );
}

/** Whether the sums are added to what c holds, and whether they are then complete. */
interface Writing {
  readonly adds: boolean;
  readonly isLast: boolean;
}

function writeRows(k: KernelBuilder, block: StrassenBlock, firstRow: Local<I32>, { adds, isLast }: Writing): void {
  const { n, strides, hasBias, activation } = block.product;
  const { pieceRows, pieceVectors, restVectors } = block.plan;
  const lastLanes = n % 4;
  const wholeRest = restVectors - Number(lastLanes > 0);
  const whole = k.int(block.hasRest.mul(wholeRest).add(PIECES * pieceVectors));
  const row = k.int(block.c.add(firstRow.mul(strides.c).add(block.firstColumn).mul(4)));
  const sums = k.int(block.sums);
  k.times(PIECES * pieceRows, () => {
    const [target, from, bias] = [k.int(row), k.int(sums), k.int(block.bias.add(block.firstColumn.mul(4)))];
    const write = (lanes: number) => {
      const sum = k.floats(F32x4.load(from));
      if (adds) k.set<F32x4>(sum, F32x4.load(target).add(sum));
      if (isLast && hasBias) k.set<F32x4>(sum, sum.add(F32x4.load(bias)));
      if (isLast) k.set<F32x4>(sum, applyActivation(k, activation, sum));
      k.storeLanes(target, sum, lanes);
    };
    k.for(0, whole, 1, () => {
      write(4);
      for (const pointer of [target, from, bias]) k.increase(pointer, 16);
    });
    if (lastLanes > 0) k.if(block.hasRest, () => write(lastLanes));
    k.increase(row, 4 * strides.c);
    k.increase(sums, block.bytes.sumLine);
  });
}
