/**
 * A glyph as a hand writes it once: its points jittered, its ends a little long or short, the whole bent elastically,
 * narrowed or widened, slanted and turned.
 *
 * Only +, -, *, / and square roots, which IEEE 754 rounds alike everywhere: the same seed draws the same bytes on every
 * machine.
 */
import type { RandomStream } from '../../tensor/random.js';
import { smoothCurve } from './curve.js';
import type { Glyph, PenStroke, Point } from './glyphs.js';

/** What varies from digit to digit; lengths in units of the digit's height. */
interface Hand {
  /** Standard deviation of a point's place. */
  readonly jitter: number;
  /** Displacements of a 4 x 4 grid laid over the digit, x and y alternating. */
  readonly bend: Float64Array;
  /** Width of the digit relative to the glyph's. */
  readonly width: number;
  /** How far down (or, negative, up) the middle of the digit is moved, which makes upper loops large or small. */
  readonly waist: number;
  /** Shift of the top to the right, per height. */
  readonly slant: number;
  /** Tangent of half the angle of rotation, clockwise. */
  readonly turn: number;
}

const GRID = 4;
/** Pieces of polyline between two points of a glyph. */
const STEPS = 6;

/** A number of mean 0, variance 1 and range -3 to 3: the sum of three uniform ones, which needs no logarithm. */
export function bell(random: RandomStream): number {
  return 2 * (random.uniform() + random.uniform() + random.uniform()) - 3;
}

/** One of `variants`, each as likely as its weight. */
export function chooseGlyph(variants: readonly Glyph[], random: RandomStream): Glyph {
  let left = random.uniform(
    0,
    variants.reduce((sum, { weight }) => sum + weight, 0),
  );
  return variants.find(({ weight }) => (left -= weight) < 0) ?? variants[variants.length - 1];
}

/** The polylines that a hand, drawn from `random`, writes for a glyph: one per stroke, y down, no particular size. */
export function write(glyph: Glyph, random: RandomStream): Point[][] {
  const hand = chooseHand(random);
  return glyph.strokes.map((stroke) => writeStroke(stroke, hand, random).map((point) => place(point, hand)));
}

function chooseHand(random: RandomStream): Hand {
  // Most hands are neat, a few are not: the square of a uniform number is small more often than large.
  const haste = random.uniform();
  const sloppiness = 0.55 + 1.1 * haste * haste;
  return {
    jitter: 0.014 * sloppiness,
    bend: Float64Array.from({ length: GRID * GRID * 2 }, () => 0.1 * sloppiness * bell(random)),
    width: Math.max(0.6, 1.15 + 0.26 * bell(random)),
    waist: 0.06 * bell(random),
    slant: 0.15 + 0.19 * bell(random),
    turn: 0.045 * bell(random),
  };
}

function writeStroke(stroke: PenStroke, { jitter }: Hand, random: RandomStream): Point[] {
  const wobble = ([x, y]: Point): Point => [x + jitter * bell(random), y + jitter * bell(random)];
  const line: Point[] = [];
  for (const run of stroke) {
    // A corner is one point of the paper: the run begins exactly where the one before ended.
    const points = run.map((point, i) => (i === 0 && line.length > 0 ? line[line.length - 1] : wobble(point)));
    const curve = smoothCurve(points.length === 2 ? bowed(points[0], points[1], jitter, random) : points, STEPS);
    line.push(...(line.length > 0 ? curve.slice(1) : curve));
  }
  stretchEnd(line, 0, 1, random);
  stretchEnd(line, line.length - 1, line.length - 2, random);
  return line;
}

/** A straight line as a hand draws it: with a slight bow. */
function bowed([x0, y0]: Point, [x1, y1]: Point, jitter: number, random: RandomStream): Point[] {
  const bow = jitter * 1.2 * bell(random);
  return [
    [x0, y0],
    [(x0 + x1) / 2 - bow * (y1 - y0), (y0 + y1) / 2 + bow * (x1 - x0)],
    [x1, y1],
  ];
}

/** Moves an end along its direction: the pen stops early or late. */
function stretchEnd(line: Point[], end: number, neighbour: number, random: RandomStream): void {
  const dx = line[end][0] - line[neighbour][0];
  const dy = line[end][1] - line[neighbour][1];
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) return;
  const stretch = random.uniform(-0.03, 0.09) / length;
  line[end] = [line[end][0] + stretch * dx, line[end][1] + stretch * dy];
}

/** Bends, widens, slants and turns one point. */
function place([x, y]: Point, { bend, width, waist, slant, turn }: Hand): Point {
  const bentX = x + bendAt(bend, 0, x, y);
  const bentY = y + bendAt(bend, 1, x, y) + 4 * waist * y * (1 - y);
  const slantedX = width * bentX + slant * (1 - bentY);
  const cosine = (1 - turn * turn) / (1 + turn * turn);
  const sine = (2 * turn) / (1 + turn * turn);
  return [cosine * slantedX - sine * bentY, sine * slantedX + cosine * bentY];
}

/**
 * The displacement (axis 0: x, 1: y) at a place: a Bezier surface over the grid, which has no kinks (Sederberg and
 * Parry, "Free-form deformation of solid geometric models", 1986).
 */
function bendAt(bend: Float64Array, axis: 0 | 1, x: number, y: number): number {
  const across = bernstein(x / 0.65);
  const down = bernstein(y);
  let displacement = 0;
  for (let row = 0; row < GRID; row++) {
    for (let column = 0; column < GRID; column++) {
      displacement += down[row] * across[column] * bend[(row * GRID + column) * 2 + axis];
    }
  }
  return displacement;
}

/** The cubic Bernstein polynomials at a coordinate, held to [0, 1]. */
function bernstein(coordinate: number): [number, number, number, number] {
  const t = Math.min(Math.max(coordinate, 0), 1);
  const s = 1 - t;
  return [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
}
