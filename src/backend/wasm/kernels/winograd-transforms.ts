/** A matrix, row by row. */
export type Matrix = readonly (readonly number[])[];

/** The matrices of F(m, r): m neighbouring outputs of a filter with r taps from m + r - 1 inputs, by as many products. */
export interface WinogradTransforms {
  /** Bt, (m + r - 1) x (m + r - 1): what of the inputs goes into each product. */
  readonly input: Matrix;
  /** G, (m + r - 1) x r: what of the filter goes into each product. */
  readonly kernel: Matrix;
  /** At, m x (m + r - 1): how the products make the outputs. */
  readonly output: Matrix;
}

/**
 * Winograd's minimal filtering (Winograd 1980, "Arithmetic Complexity of Computations"; in this form Lavin & Gray 2016, arXiv 1509.09308):
 * with d the inputs, g the filter and * the product of elements,
 *
 *   y = At [(G g) * (Bt d)]        is        y[i] = sum over k < r of d[i + k] g[k],   i < m
 *
 * It is the transpose of Toom and Cook's way to multiply polynomials. A product s(x) = u(x) g(x) of degree m + r - 2 is known from its
 * values at m + r - 2 points a[j], which are products of numbers, and from its leading coefficient, its value at infinity; with
 * N[j](x) the product of all x - a[l] but the j-th,
 *
 *   s(x) = sum over j of u(a[j]) g(a[j]) N[j](x) / N[j](a[j])  +  u[m-1] g[r-1] * product of all x - a[l]
 *
 * So s = C [(V u) * (V' g)], linear in u; its transpose takes d, the size of s, to y, the size of u: y = Vt [(V' g) * (Ct d)].
 * A column of At are the powers of a point, a row of Bt the coefficients of N[j], and a row of G the powers, divided by N[j](a[j]).
 *
 * `points` are the a[j]: m + r - 2 different numbers.
 */
export function winogradTransforms(outputs: number, taps: number, points: readonly number[]): WinogradTransforms {
  const finite = outputs + taps - 2;
  if (points.length !== finite || new Set(points).size !== finite) {
    throw new RangeError(`F(${outputs}, ${taps}): expected ${finite} different points, not ${points.join(', ')}`);
  }
  const others = points.map((point) => points.filter((other) => other !== point));
  return {
    input: [...others.map((roots) => [...coefficients(roots), 0]), coefficients(points)],
    kernel: [
      ...points.map((point, j) => powers(point, taps).map((power) => power / valueAt(point, others[j]))),
      unit(taps, taps - 1),
    ],
    output: Array.from({ length: outputs }, (_, i) => [
      ...points.map((point) => point ** i),
      Number(i === outputs - 1),
    ]),
  };
}

/** 1, a, a^2, ... */
function powers(base: number, count: number): number[] {
  return Array.from({ length: count }, (_, exponent) => base ** exponent);
}

/** 1 at one place, else 0. */
function unit(length: number, place: number): number[] {
  return Array.from({ length }, (_, i) => Number(i === place));
}

/** The coefficients of the product of all x - root, the constant one first. */
function coefficients(roots: readonly number[]): number[] {
  return roots.reduce<number[]>(
    (product, root) => {
      const [timesX, timesRoot] = [
        [0, ...product],
        [...product, 0],
      ];
      return timesX.map((value, i) => value - root * timesRoot[i]);
    },
    [1],
  );
}

/** The product of all x - root. */
function valueAt(x: number, roots: readonly number[]): number {
  return roots.reduce((product, root) => product * (x - root), 1);
}
