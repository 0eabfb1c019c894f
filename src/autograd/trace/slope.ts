/** How a function of one number rises at 0. */
export interface Slope {
  /** By the differences of both sides. */
  readonly central: number;
  /** By those of the left side and of the right side alone. */
  readonly left: number;
  readonly right: number;
  /** Whether left and right differ: a corner, or the edge of where the function is defined. */
  readonly isKink: boolean;
}

/** The largest step comes first. A corner nearby disturbs only those that reach beyond it. */
const STEPS = [1e-4, 1e-5, 1e-6];
/** Sides that differ by less, relative to the slope, are what a smooth curve and rounding make of it. */
const SMOOTH = 1e-7;
/** Sides that differ by more, at every step, are those of a corner. */
const CORNER = 1e-5;
/** Slopes smaller than this count as this large: rounding makes nothing exactly 0. */
const SMALLEST_SCALE = 1e-3;

/**
 * The slope of f at 0 by finite differences (Abramowitz and Stegun, 25.3.6 and 25.3.4), `atZero` being f(0):
 *
 *   central: (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h            error h^4 f'''''/30
 *   right:   (4 f(h) - f(2h) - 3 f(0)) / 2h, left: mirrored         error h^2 f'''/3
 *
 * Where f is smooth all three are the same number, however small h is; at a corner left and right stay apart. So the step at which
 * they are closest is the one to believe: a corner that lies beside 0, not at it, is out of reach of a smaller step.
 */
export async function slopeAt(f: (t: number) => Promise<number>, atZero: number): Promise<Slope> {
  let best: (Omit<Slope, 'isKink'> & { readonly apart: number }) | null = null;
  for (const h of STEPS) {
    const [plus, minus, plus2, minus2] = [await f(h), await f(-h), await f(2 * h), await f(-2 * h)];
    const central = (8 * (plus - minus) - (plus2 - minus2)) / (12 * h);
    const right = (4 * plus - plus2 - 3 * atZero) / (2 * h);
    const left = (3 * atZero - 4 * minus + minus2) / (2 * h);
    const apart = Math.abs(right - left) / Math.max(Math.abs(right), Math.abs(left), SMALLEST_SCALE);
    if (best === null || !(best.apart <= apart)) best = { central, left, right, apart };
    if (apart < SMOOTH) break;
  }
  const { central, left, right, apart } = best!;
  // Written so that a side that is no number counts as a corner, too.
  return { central, left, right, isKink: !(apart < CORNER) };
}
