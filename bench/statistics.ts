/** Statistics of repeated measurements. */

/** How a list of numbers is spread. */
export interface Spread {
  readonly count: number;
  readonly min: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly max: number;
}

/**
 * Count, range, quartiles and median.
 * @throws {RangeError} when there is no number, or one that is not finite.
 */
export function spreadOf(samples: readonly number[]): Spread {
  if (samples.length === 0 || !samples.every(Number.isFinite)) {
    throw new RangeError(`spread: found [${samples.join(', ')}], expected one or more finite numbers`);
  }
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    count: sorted.length,
    min: sorted[0],
    lowerQuartile: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    upperQuartile: quantile(sorted, 0.75),
    max: sorted[sorted.length - 1],
  };
}

/**
 * The value below which `share` of the sorted numbers lie, linear between neighbours (Hyndman & Fan 1996, definition 7, which
 * NumPy and R follow).
 */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.ceil(place);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/**
 * Half the width of a median's 95 % notch: 1.57 IQR / sqrt(n). Two medians whose notches do not overlap differ at about the 5 %
 * level, whatever the distribution (McGill, Tukey & Larsen 1978, "Variations of box plots").
 */
export function notchHalfWidth({ count, lowerQuartile, upperQuartile }: Spread): number {
  return (1.57 * (upperQuartile - lowerQuartile)) / Math.sqrt(count);
}

/** y = factor x^exponent. */
export interface PowerLaw {
  readonly factor: number;
  readonly exponent: number;
}

/**
 * The power law through points of positive coordinates: least squares of log y on log x.
 * @throws {RangeError} when there are fewer than two different x.
 */
export function fitPowerLaw(points: readonly { readonly x: number; readonly y: number }[]): PowerLaw {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const meanX = mean(logs.map(({ x }) => x));
  const meanY = mean(logs.map(({ y }) => y));
  const varianceX = mean(logs.map(({ x }) => (x - meanX) ** 2));
  if (!(varianceX > 0)) throw new RangeError('power law: expected points at two or more different x');
  const exponent = mean(logs.map(({ x, y }) => (x - meanX) * (y - meanY))) / varianceX;
  return { factor: Math.exp(meanY - exponent * meanX), exponent };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
