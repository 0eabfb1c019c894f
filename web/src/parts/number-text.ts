/** Numbers as people read them. */

/** 0.98765 as 98.77 %. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** 0.25 as 25 %. */
export function roundPercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Four significant digits: 0.1234, 12.34, 1.234e-5. */
export function significant(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(2);
  return value.toPrecision(4);
}

/** 12345 as 12,345. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** 0.1 as 0.1: as short as can be, for axes. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
