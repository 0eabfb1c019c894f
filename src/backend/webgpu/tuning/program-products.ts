import type { KernelTable } from '../../backend.js';
import type { KernelName } from '../../kernels.js';
import { valueNow } from '../../program/per-step.js';
import type { Program, RecordedLaunch } from '../../program/program.js';
import {
  productText,
  type ChooseVariant,
  type ProductShape,
  type ProductVariant,
} from '../kernels/product-candidates.js';
import type { LauncherLimits } from '../launch.js';
import { collectingLauncher, type KernelsOver } from '../replay/collect-launches.js';

/** A product that a step computes. */
export interface ProgramProduct {
  readonly shape: ProductShape;
  /** What the rules choose for it. */
  readonly usual: ProductVariant;
  /** One of the launches that compute it. */
  readonly launch: RecordedLaunch;
  /** How many there are. */
  readonly count: number;
}

const PRODUCTS: readonly KernelName[] = ['matmul', 'conv2d', 'conv2dInputGradient', 'conv2dKernelGradient'];

/** The different products of a step. They are found by running the kernels' own code over a launcher that only looks. */
export function productsOf(
  program: Program,
  kernelsOver: KernelsOver,
  limits: LauncherLimits,
): readonly ProgramProduct[] {
  const products = new Map<string, ProgramProduct>();
  for (const launch of program.launches) {
    if (!PRODUCTS.includes(launch.kernel)) continue;
    const choose: ChooseVariant = (shape, usual) => {
      const key = productText(shape);
      const { count } = products.get(key) ?? { count: 0 };
      products.set(key, { shape, usual, launch, count: count + 1 });
      return usual;
    };
    runLaunch(kernelsOver(collectingLauncher(limits, choose, [])), launch);
  }
  return [...products.values()];
}

/** Multiplications and additions of one such product. */
export function operationsOf({ rows, columns, depth, batch }: ProductShape): number {
  return 2 * batch * rows * columns * depth;
}

/** Launches what was recorded, on other operands if they are given. */
export function runLaunch(
  kernels: KernelTable,
  { kernel, attributes, ...recorded }: RecordedLaunch,
  { inputs, outputs }: { readonly inputs: readonly unknown[]; readonly outputs: readonly unknown[] } = recorded,
): void {
  (kernels[kernel] as (...operands: readonly unknown[]) => void)(inputs, outputs, valueNow<object>(attributes));
}
