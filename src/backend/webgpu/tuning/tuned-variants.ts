import {
  candidatesFor,
  productText,
  variantText,
  type ChooseVariant,
  type ProductShape,
  type ProductVariant,
} from '../kernels/product-candidates.js';
import type { LauncherLimits } from '../launch.js';
import type { VariantTimes } from './tuning-store.js';

/** A candidate has to beat the usual variant by this factor: less may be chance. */
const CLEARLY_FASTER = 0.95;

/** What tuning runs have found, and the choice that follows from it. */
export class TunedVariants {
  private readonly chosen = new Map<string, ProductVariant>();

  /** @param found by `productText`; the times of what is no candidate (of another version, or made up) have no effect */
  constructor(
    private readonly limits: LauncherLimits,
    private readonly found: Map<string, VariantTimes>,
  ) {}

  get isEmpty(): boolean {
    return this.found.size === 0;
  }

  /** The candidates for a product that have not been timed. */
  untimed(product: ProductShape, usual: ProductVariant): readonly ProductVariant[] {
    const times = this.found.get(productText(product)) ?? {};
    return candidatesFor(product, usual, this.limits).filter((candidate) => !(variantText(candidate) in times));
  }

  add(product: ProductShape, times: VariantTimes): void {
    const key = productText(product);
    this.found.set(key, { ...this.found.get(key), ...times });
    this.chosen.delete(key);
  }

  /** The fastest of those that were timed; `usual` for a product that was never tuned. */
  readonly choose: ChooseVariant = <V extends ProductVariant>(product: ProductShape, usual: V): V => {
    if (this.isEmpty) return usual;
    const key = productText(product);
    let variant = this.chosen.get(key) as V | undefined;
    if (!variant) {
      const times = this.found.get(key);
      variant = times ? fastest(candidatesFor(product, usual, this.limits), times) : usual;
      this.chosen.set(key, variant);
    }
    return variant;
  };
}

/** The first candidate is the usual one. */
function fastest<V extends ProductVariant>(candidates: readonly V[], times: VariantTimes): V {
  const [usual] = candidates;
  const timeOf = (candidate: V) => times[variantText(candidate)] ?? Infinity;
  const best = candidates.reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a));
  return timeOf(best) < CLEARLY_FASTER * timeOf(usual) ? best : usual;
}
