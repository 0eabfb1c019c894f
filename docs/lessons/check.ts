import { initialValues, tensor, Tensor, type NestedArray, type Shape } from 'handgrad';

/** How one exercise is checked. `Exercises` is what exercises.ts exports; `own` is the learner's version of it. */
export interface Check<Exercises> {
  /** What the exercise asks for, in a few words. */
  readonly title: string;
  /** @throws {Error} that says what was expected and what was found. */
  check(own: Exercises): void | Promise<void>;
}

/** Standard normal numbers, float64, the same for the same seed. `requiresGrad`: as in `tensor`. */
export function randomTensor(shape: Shape, seed: number, { requiresGrad = false } = {}): Tensor {
  const values = initialValues({ kind: 'normal', mean: 0, standardDeviation: 1 }, shape, seed, 'lesson');
  return tensor(values, { shape, dtype: 'float64', requiresGrad });
}

/**
 * Holds what was found to what was expected: shapes alike, and each number within `tolerance` times the largest expected magnitude (or
 * 1, if that is larger).
 * @throws {Error} that begins with `what`, names the place of the first wrong number, and both numbers there
 */
export async function expectClose(
  what: string,
  found: unknown,
  expected: Tensor | NestedArray,
  tolerance = 1e-9,
): Promise<void> {
  const own = await numbersOf(found);
  const right = (await numbersOf(expected))!;
  if (own === null) throw new Error(`${what}: expected numbers ${shapeText(right.shape)}, found ${String(found)}`);
  if (shapeText(own.shape) !== shapeText(right.shape)) {
    throw new Error(`${what}: expected the shape ${shapeText(right.shape)}, found ${shapeText(own.shape)}`);
  }
  const scale = Math.max(1, ...right.flat.map(Math.abs));
  const wrong = right.flat.findIndex((value, i) => !(Math.abs(own.flat[i] - value) <= tolerance * scale));
  if (wrong < 0) return;
  const place = right.shape.length === 0 ? '' : ` at ${shapeText(indices(wrong, right.shape))}`;
  throw new Error(`${what}: expected ${right.flat[wrong]}${place}, found ${own.flat[wrong]}`);
}

interface Numbers {
  readonly flat: readonly number[];
  readonly shape: Shape;
}

/** Null for what is neither a tensor nor numbers: an exercise may return anything, whatever its type says. */
async function numbersOf(value: unknown): Promise<Numbers | null> {
  if (value instanceof Tensor) {
    return { flat: Array.from(await value.data()), shape: value.shape };
  }
  if (typeof value === 'number') return { flat: [value], shape: [] };
  return Array.isArray(value) ? numbersOf(tensor(value as NestedArray, { dtype: 'float64' })) : null;
}

/** Where the element is that comes at `position` in row-major order. */
function indices(position: number, shape: Shape): number[] {
  const place: number[] = [];
  for (let axis = shape.length - 1, rest = position; axis >= 0; axis--) {
    place.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}

function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
