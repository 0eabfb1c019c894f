/** How the gradient of a value is written: `dL/dv1`, `dL/d(dense/kernel)`. */
export function gradientName(name: string): string {
  return derivativeName('L', name);
}

/** How the derivative of one value by another is written: `dv2/dv1`. */
export function derivativeName(of: string, by: string): string {
  return `d${inBrackets(of)}/d${inBrackets(by)}`;
}

/** Of several letters, d in front would read as a part of the name. */
function inBrackets(name: string): string {
  return /^[A-Za-z]\d*$/.test(name) ? name : `(${name})`;
}
