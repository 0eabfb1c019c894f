/** A number in at most seven characters or so: `0.352`, `-1.2`, `2.4e-7`. */
export function numberText(value: number): string {
  const text = Math.abs(value) >= 1e-3 || value === 0 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
  return text.replaceAll('-', '\u2212');
}
