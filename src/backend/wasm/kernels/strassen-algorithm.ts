/** Factors of the quarters of a matrix in a sum, row by row: 1, -1 or 0. */
export type Signs = readonly (readonly number[])[];

/** One product of the algorithm: the sums of quarters that are multiplied, and the quarters of the result in which it counts. */
export interface QuarterProduct {
  readonly left: Signs;
  readonly right: Signs;
  readonly result: Signs;
}

/**
 * C = A B of matrices in quarters by seven products instead of eight: Strassen 1969, "Gaussian elimination is not optimal".
 *
 *   M = (sum of left A) (sum of right B) for each of the seven,   C_ij = sum of result_ij M
 *
 * Winograd's variant has 15 additions instead of 18, because it adds to sums that it has. Here each product's sums are formed where they are
 * packed, and all of a variant's terms count: Strassen's products have 12 on each side, Winograd's 14, and a larger bound of
 * errors (Higham 2002, "Accuracy and Stability of Numerical Algorithms", chapter 23).
 */
export const strassen: readonly QuarterProduct[] = [
  product('+..+', '+..+', '+..+'),
  product('..++', '+...', '..+-'),
  product('+...', '.+.-', '.+.+'),
  product('...+', '-.+.', '+.+.'),
  product('++..', '...+', '-+..'),
  product('-.+.', '++..', '...+'),
  product('.+.-', '..++', '+...'),
];

/** From the signs of quarters 11, 12, 21, 22. */
function product(left: string, right: string, result: string): QuarterProduct {
  return { left: signs(left), right: signs(right), result: signs(result) };
}

function signs(text: string): Signs {
  const [a, b, c, d] = [...text].map((sign) => (sign === '+' ? 1 : sign === '-' ? -1 : 0));
  return [
    [a, b],
    [c, d],
  ];
}
