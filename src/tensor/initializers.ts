/**
 * First values of parameters, as plain data: `'heNormal'`, `{ kind: 'constant', value: 0.1 }`. Names, formulas and defaults are
 * Keras'. The values are drawn on the host in float64 and rounded once, so a model starts alike on every backend.
 *
 * Three families scale with the fan of the kernel (`fans`), each as a uniform and a normal distribution of variance s:
 *
 *   glorot   s = 2 / (fanIn + fanOut)    Glorot & Bengio 2010, for sigmoid and tanh; Keras' default for every kernel
 *   he       s = 2 / fanIn               He et al. 2015, for relu
 *   lecun    s = 1 / fanIn               LeCun et al. 1998, for selu
 *
 *   uniform  on [-sqrt(3 s), sqrt(3 s)]
 *   normal   of deviation sqrt(s) / 0.8796, redrawn beyond two deviations: the cut costs that factor
 */
import { HandgradError } from './error.js';
import { normal, RandomStream, uniform, type Seed } from './random.js';
import { shapeText, sizeOf, type Shape } from './shape.js';

/** How a parameter starts. */
export type Initializer = InitializerName | ParameterizedInitializer;

/** Initialisers that need no further number. */
export type InitializerName = (typeof initializerNames)[number];

/** Initialisers with numbers of their own. `normal` is not cut off. */
export type ParameterizedInitializer =
  | {
      /** Every element is the same. */
      readonly kind: 'constant';
      /** What it is. */
      readonly value: number;
    }
  | {
      /** Anything between two bounds, alike. */
      readonly kind: 'uniform';
      /** The lower bound. */
      readonly low: number;
      /** The upper bound. */
      readonly high: number;
    }
  | {
      /** Normally distributed. */
      readonly kind: 'normal';
      /** The middle of the distribution. */
      readonly mean: number;
      /** Its width. */
      readonly standardDeviation: number;
    }
  | {
      /** A matrix with orthogonal columns or rows. */
      readonly kind: 'orthogonal';
      /** What it is multiplied by. */
      readonly gain: number;
    };

/** Every `InitializerName`. */
export const initializerNames = [
  'zeros',
  'ones',
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'orthogonal',
] as const;

/** The numbers that each initialiser of several kinds needs. */
const numbersOf = {
  constant: ['value'],
  uniform: ['low', 'high'],
  normal: ['mean', 'standardDeviation'],
  orthogonal: ['gain'],
} as const;

/** The standard deviation of a standard normal distribution cut off at two: what is left of one. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

/**
 * The values of a parameter, in row-major order. A pure function of its arguments.
 * `stream`: the random stream's name (random.ts), one per parameter.
 * @throws {HandgradError} when `initializer` is none, or is orthogonal and `shape` has fewer than two axes.
 */
export function initialValues(initializer: Initializer, shape: Shape, seed: Seed, stream: string): Float64Array {
  checkInitializer('initializer', initializer);
  const size = sizeOf(shape);
  if (typeof initializer === 'object') return parameterizedValues(initializer, shape, seed, stream);
  switch (initializer) {
    case 'zeros':
      return new Float64Array(size);
    case 'ones':
      return new Float64Array(size).fill(1);
    case 'orthogonal':
      return orthogonal(shape, 1, seed, stream);
    default: {
      const variance = scaledVariance(initializer, shape);
      return initializer.endsWith('Uniform')
        ? scaledUniform(size, -Math.sqrt(3 * variance), Math.sqrt(3 * variance), seed, stream)
        : truncatedNormal(size, Math.sqrt(variance) / TRUNCATED_DEVIATION, seed, stream);
    }
  }
}

/** @throws {HandgradError} naming `owner` unless `initializer` is one; for values that come from a file or from JavaScript. */
export function checkInitializer(owner: string, initializer: unknown): asserts initializer is Initializer {
  if (typeof initializer === 'string' && (initializerNames as readonly string[]).includes(initializer)) return;
  const known = [...initializerNames, ...Object.keys(numbersOf).map((kind) => `{ kind: '${kind}', ... }`)].join(', ');
  if (initializer === null || typeof initializer !== 'object' || !('kind' in initializer)) {
    throw new HandgradError(`${owner}: ${JSON.stringify(initializer)} is no initialiser (known: ${known})`);
  }
  const numbers = (numbersOf as Record<string, readonly string[]>)[String(initializer.kind)];
  if (!numbers)
    throw new HandgradError(`${owner}: unknown initialiser '${String(initializer.kind)}' (known: ${known})`);
  for (const number of numbers) {
    const value = (initializer as Record<string, unknown>)[number];
    if (!Number.isFinite(value)) {
      throw new HandgradError(
        `${owner}: the initialiser '${String(initializer.kind)}' needs a finite '${number}', found ${String(value)}`,
      );
    }
  }
}

/**
 * How many inputs an output of this kernel sums over, and how many outputs an input reaches.
 * Dense [in, out]: in and out. Convolution [height, width, in, out]: both times the number of positions, height * width.
 */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 };
  const positions = sizeOf(shape.slice(0, -2));
  return { fanIn: positions * shape[shape.length - 2], fanOut: positions * shape[shape.length - 1] };
}

function parameterizedValues(
  initializer: ParameterizedInitializer,
  shape: Shape,
  seed: Seed,
  stream: string,
): Float64Array {
  const size = sizeOf(shape);
  switch (initializer.kind) {
    case 'constant':
      return new Float64Array(size).fill(initializer.value);
    case 'uniform':
      return scaledUniform(size, initializer.low, initializer.high, seed, stream);
    case 'normal':
      return normal(seed, stream, size).map((z) => initializer.mean + initializer.standardDeviation * z);
    case 'orthogonal':
      return orthogonal(shape, initializer.gain, seed, stream);
  }
}

function scaledVariance(name: Exclude<InitializerName, 'zeros' | 'ones' | 'orthogonal'>, shape: Shape): number {
  const { fanIn, fanOut } = fans(shape);
  if (name.startsWith('glorot')) return 2 / (fanIn + fanOut);
  return (name.startsWith('he') ? 2 : 1) / fanIn;
}

function scaledUniform(size: number, low: number, high: number, seed: Seed, stream: string): Float64Array {
  return uniform(seed, stream, size).map((u) => low + (high - low) * u);
}

function truncatedNormal(size: number, deviation: number, seed: Seed, stream: string): Float64Array {
  const random = new RandomStream(seed, stream);
  return Float64Array.from({ length: size }, () => {
    let z = random.normal();
    while (Math.abs(z) > 2) z = random.normal();
    return deviation * z;
  });
}

/**
 * gain * Q of the QR decomposition (R's diagonal positive) of a matrix of standard normal numbers: with all axes but the last
 * as rows, Q^T Q = 1, or Q Q^T = 1 where there are more columns than rows (Saxe et al. 2014).
 */
function orthogonal(shape: Shape, gain: number, seed: Seed, stream: string): Float64Array {
  if (shape.length < 2) {
    throw new HandgradError(`initializer: 'orthogonal' needs two axes or more, found ${shapeText(shape)}`);
  }
  const columns = shape[shape.length - 1];
  const rows = sizeOf(shape.slice(0, -1));
  // Vector v of the tall matrix is its column v; it lies contiguous here.
  const length = Math.max(rows, columns);
  const count = Math.min(rows, columns);
  const numbers = normal(seed, stream, length * count);
  const vectors = Array.from({ length: count }, (_, v) =>
    Float64Array.from({ length }, (_, i) => numbers[i * count + v]),
  );
  orthonormalize(vectors);
  return Float64Array.from({ length: rows * columns }, (_, index) => {
    const row = Math.floor(index / columns);
    const column = index % columns;
    return gain * (rows >= columns ? vectors[column][row] : vectors[row][column]);
  });
}

/** Gram-Schmidt in place, each projection taken off twice, which is enough for orthogonality to rounding (Kahan; Parlett 1980). */
function orthonormalize(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, v) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of vectors.slice(0, v)) {
        const along = dot(vector, earlier);
        for (let i = 0; i < vector.length; i++) vector[i] -= along * earlier[i];
      }
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] /= norm;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
