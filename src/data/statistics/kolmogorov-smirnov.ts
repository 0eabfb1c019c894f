/** How different two samples are distributed. */
export interface DistributionDistance {
  /** Greatest difference between the shares of both samples that are at or below a value: 0 alike, 1 apart. */
  readonly distance: number;
  /** What two samples of these sizes from one distribution exceed in 5 % of all cases. */
  readonly critical: number;
}

/**
 * The two-sample Kolmogorov-Smirnov statistic:
 *
 *   D = max over x of |F_a(x) - F_b(x)|,   critical = sqrt(-ln(0.05 / 2) / 2) sqrt((n + m) / (n m))
 *
 * with F the empirical distribution functions of n and m values. The critical value is the limit for large samples
 * (Smirnov 1948, Annals of Mathematical Statistics 19).
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): DistributionDistance {
  const [first, second] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, distance] = [0, 0, 0];
  while (i < first.length && j < second.length) {
    const value = Math.min(first[i], second[j]);
    while (first[i] === value) i++;
    while (second[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / first.length - j / second.length));
  }
  const [n, m] = [first.length, second.length];
  return { distance, critical: Math.sqrt(-Math.log(0.05 / 2) / 2) * Math.sqrt((n + m) / (n * m)) };
}
