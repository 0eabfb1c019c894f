/** Evaluates the texts of formulas, in the notation of src/ops/formulas.ts, on numbers. */
import { erf } from '../../src/backend/reference/error-function.js';

const functions = {
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  ln: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  min: Math.min,
  max: Math.max,
  pow: Math.pow,
  pi: Math.PI,
  erf,
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  Phi: (x: number) => (1 + erf(x / Math.SQRT2)) / 2,
  phi: (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI),
};

/** The number that a formula comes to; a condition counts 1 where it holds, else 0. */
export function evaluateFormula(text: string, values: Readonly<Record<string, number>>): number {
  // A constant's name is its number already.
  const named = Object.entries(values).filter(([name]) => /^[A-Za-z]/.test(name));
  const names = { ...functions, ...Object.fromEntries(named) };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- texts of our own table
  const evaluate = new Function(...Object.keys(names), `return ${inJavaScript(text)}`);
  return Number(evaluate(...Object.values(names)));
}

function inJavaScript(text: string): string {
  return text
    .replace(/(-?[\w.]+) <= (\w+) <= ([\w.]+)/g, '$1 <= $2 && $2 <= $3')
    .replace(/ = /g, ' === ')
    .replace(/(^|\()([^()]*) where ([^,]*), else /g, '$1$3 ? $2 : ')
    .replace(/(\w+|\([^()]*\))\^([\w.]+|\([^()]*\))/g, 'pow($1, $2)');
}
