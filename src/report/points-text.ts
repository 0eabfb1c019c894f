/** A difference of shares in percentage points: `0.21 points`. */
export function pointsText(difference: number): string {
  return `${(100 * difference).toFixed(2)} points`;
}
