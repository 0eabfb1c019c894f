/** Whether `value` replaces `largest` as the maximum so far: it is larger, or it is the first NaN. Once NaN, always NaN. */
export function exceeds(value: number, largest: number): boolean {
  return !(value <= largest) && !Number.isNaN(largest);
}
