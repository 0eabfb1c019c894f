import { shapeText, type Shape } from '../../tensor/shape.js';

/** Arrays of more numbers are shown by the first ones and by figures of the whole. */
const SHOWN_WHOLE = 8;
const FIRST = 3;

/** A number with six digits: `0.142537`, `3e-12`. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** The error of a derivative: `3.1e-12`. */
export function errorText(error: number): string {
  return error === 0 ? '0' : error.toExponential(1);
}

/** All of a few numbers, in brackets as deep as there are axes; of many the first, and `valueFigures`. */
export function valueText(values: readonly number[], shape: Shape): string {
  if (values.length > SHOWN_WHOLE) return `${firstNumbers(values)} (${figuresText(values)})`;
  return nested(values.map(numberText), shape);
}

/** As `valueText`, without the figures: for a picture. */
export function shortValueText(values: readonly number[], shape: Shape): string {
  return values.length > SHOWN_WHOLE / 2 ? firstNumbers(values) : nested(values.map(numberText), shape);
}

/** What the numbers of a large value come to. */
export function valueFigures(values: readonly number[]): Readonly<Record<'min' | 'max' | 'mean' | 'norm', number>> {
  return {
    min: values.reduce((least, value) => Math.min(least, value), Infinity),
    max: values.reduce((largest, value) => Math.max(largest, value), -Infinity),
    mean: values.reduce((total, value) => total + value, 0) / values.length,
    norm: Math.sqrt(values.reduce((total, value) => total + value * value, 0)),
  };
}

/** `scalar`, or the sizes. */
export function shapeName(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shapeText(shape);
}

function figuresText(values: readonly number[]): string {
  return Object.entries(valueFigures(values))
    .map(([name, figure]) => `${name} ${Number(figure.toPrecision(3))}`)
    .join(', ');
}

function firstNumbers(values: readonly number[]): string {
  return `${values
    .slice(0, FIRST)
    .map((value) => String(Number(value.toPrecision(4))))
    .join(', ')} ...`;
}

function nested(texts: readonly string[], shape: Shape): string {
  if (shape.length === 0) return texts[0];
  const [length, ...inner] = shape;
  const size = length === 0 ? 0 : texts.length / length;
  return `[${Array.from({ length }, (_, i) => nested(texts.slice(i * size, (i + 1) * size), inner)).join(', ')}]`;
}
