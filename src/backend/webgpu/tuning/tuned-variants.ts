import {
  candidatesFor,
  productText,
  variantText,
  type ChooseVariant,
  type ProductShape,
  type ProductVariant,
} from '../kernels/product-candidates.js';
import type { LauncherLimits } from '../launch.js';
import type { TunedProduct } from './tuning-store.js';

/** What tuning runs have found, and the choice that follows from it. */
export class TunedVariants {
  private readonly chosen = new Map<string, ProductVariant>();

  /** @param found by the products' texts; what is no candidate (of another version, or made up) has no effect */
  constructor(
    private readonly limits: LauncherLimits,
    private readonly found: Map<string, TunedProduct>,
  ) {}

  get isEmpty(): boolean {
    return this.found.size === 0;
  }

  has(product: ProductShape): boolean {
    return this.found.has(productText(product));
  }

  set(product: ProductShape, tuned: TunedProduct): void {
    const key = productText(product);
    this.found.set(key, tuned);
    this.chosen.delete(key);
  }

  /** The winner, or `usual` for a product that was never tuned. */
  readonly choose: ChooseVariant = <V extends ProductVariant>(product: ProductShape, usual: V): V => {
    if (this.isEmpty) return usual;
    const key = productText(product);
    let variant = this.chosen.get(key) as V | undefined;
    if (!variant) {
      const winner = this.found.get(key)?.variant;
      const candidates = winner === undefined ? [] : candidatesFor(product, usual, this.limits);
      variant = candidates.find((candidate) => variantText(candidate) === winner) ?? usual;
      this.chosen.set(key, variant);
    }
    return variant;
  };
}
