/** A share with two decimals: `97.53 %`. */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** A difference of shares: `0.21 points`. */
export function pointsText(difference: number): string {
  return `${(100 * difference).toFixed(2)} points`;
}

/** A count with its thousands apart: `159,010`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
