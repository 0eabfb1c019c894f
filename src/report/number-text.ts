/** A whole number with its thousands apart: `60,000`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** A share from 0 to 1 in percent, with two decimals: `9.87 %`. */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
