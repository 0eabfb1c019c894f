/**
 * Five backgrounds for a PolyMNIST where there are no pictures: wood, marbled paint, tissue, a night sky, bricks. Drawn
 * with additions, products and roots alone, which are the same bits on every machine.
 */
import { fillRandomBits, uniformOf } from '../../tensor/random.js';
import type { RgbImage } from '../png.js';
import { MODALITIES } from './picture.js';

const SIDE = 320;
const SEED = 1;

type Colour = readonly [red: number, green: number, blue: number];
/** A number for every place, in pixels. */
type Field = (x: number, y: number) => number;
type Texture = (x: number, y: number) => Colour;

/** The backgrounds of m0 to m4, 320 x 320. */
export function drawBackgrounds(): RgbImage[] {
  return [wood(), marble(), tissue(), nightSky(), bricks()].map((texture, i) => draw(MODALITIES[i], texture));
}

function draw(name: string, texture: Texture): RgbImage {
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let at = 0; at < pixels.length; at += 3) {
    const place = at / 3;
    pixels.set(texture(place % SIDE, Math.floor(place / SIDE)).map(Math.round), at);
  }
  return { name: `${name} (drawn)`, width: SIDE, height: SIDE, pixels };
}

/** Rings of two browns, long along x, bent by noise, with fine grain. */
function wood(): Texture {
  const bend = fractalNoise('wood/bend', 160, 3);
  const grain = noise('wood/grain', 4);
  return (x, y) => {
    const ring = wave(y / 26 + x / 400 + 4 * bend(x, y));
    return mix([92, 52, 26], [196, 140, 84], 0.75 * ring + 0.25 * grain(x / 6, 2 * y));
  };
}

/** Broad bands of three colours, stirred. */
function marble(): Texture {
  const stir = fractalNoise('marble/stir', 120, 4);
  const shade = fractalNoise('marble/shade', 40, 2);
  return (x, y) => {
    const band = wave((x + y) / 170 + 3 * stir(x, y));
    const colour =
      band < 0.5 ? mix([24, 60, 120], [230, 200, 120], 2 * band) : mix([230, 200, 120], [200, 72, 30], 2 * band - 1);
    return mix(colour, [20, 20, 30], 0.4 * shade(x, y));
  };
}

/** Pale pink with dark cells around scattered points. */
function tissue(): Texture {
  const distance = distanceToPoints('tissue/cells', 24);
  const stain = fractalNoise('tissue/stain', 60, 3);
  return (x, y) => {
    const around = mix([236, 204, 220], [190, 130, 170], stain(x, y));
    const from = distance(x, y);
    return from < 6 ? mix([70, 50, 120], around, from / 12) : around;
  };
}

/** Black to blue with stars, each a bright point that fades within a few pixels. */
function nightSky(): Texture {
  const distance = distanceToPoints('sky/stars', 30);
  const cloud = fractalNoise('sky/cloud', 200, 4);
  return (x, y) => {
    const glow = Math.max(0, 1 - distance(x, y) / 4);
    return mix(mix([4, 4, 10], [40, 30, 60], cloud(x, y)), [255, 246, 224], glow * glow);
  };
}

/** Grey bricks of 60 x 24 in running bond, with pale joints. */
function bricks(): Texture {
  const rough = fractalNoise('bricks/rough', 12, 3);
  const tone = noise('bricks/tone', 1);
  return (x, y) => {
    const row = Math.floor(y / 24);
    const along = x + 30 * (row % 2);
    const isJoint = y % 24 < 3 || along % 60 < 3;
    const grey = isJoint ? 190 : 90 + 60 * tone(Math.floor(along / 60), row);
    return mix([grey, grey, grey], [60, 60, 60], 0.5 * rough(x, y));
  };
}

function mix(from: Colour, to: Colour, share: number): Colour {
  return [0, 1, 2].map((i) => from[i] + (to[i] - from[i]) * share) as unknown as Colour;
}

/** Up and down between 0 and 1 with period 1, in straight lines. */
function wave(t: number): number {
  const within = t - Math.floor(t);
  return within < 0.5 ? 2 * within : 2 - 2 * within;
}

/** Value noise in [0, 1): random numbers on a lattice of so many pixels, smoothly in between. */
function noise(stream: string, cell: number): Field {
  const lattice = latticeOf(stream);
  return (x, y) => {
    const [left, top] = [Math.floor(x / cell), Math.floor(y / cell)];
    const [across, down] = [smooth(x / cell - left), smooth(y / cell - top)];
    const upper = lattice(left, top) + across * (lattice(left + 1, top) - lattice(left, top));
    const lower = lattice(left, top + 1) + across * (lattice(left + 1, top + 1) - lattice(left, top + 1));
    return upper + down * (lower - upper);
  };
}

/** Noise with octaves, each half as strong and half as wide as the one before. */
function fractalNoise(stream: string, cell: number, octaves: number): Field {
  const fields = Array.from({ length: octaves }, (_, octave) => noise(`${stream}/${octave}`, cell / 2 ** octave));
  const whole = 2 - 2 ** (1 - octaves);
  return (x, y) => fields.reduce((sum, field, octave) => sum + field(x, y) / 2 ** octave, 0) / whole;
}

/** The distance, in pixels, to the nearest of points that are scattered one to a square of `cell` x `cell`. */
function distanceToPoints(stream: string, cell: number): Field {
  const [across, down] = [latticeOf(`${stream}/x`), latticeOf(`${stream}/y`)];
  return (x, y) => {
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    let least = Infinity;
    for (let i = column - 1; i <= column + 1; i++) {
      for (let j = row - 1; j <= row + 1; j++) {
        const [dx, dy] = [(i + across(i, j)) * cell - x, (j + down(i, j)) * cell - y];
        least = Math.min(least, dx * dx + dy * dy);
      }
    }
    return Math.sqrt(least);
  };
}

/** Random numbers on a lattice that repeats every 256 cells. */
function latticeOf(stream: string): Field {
  const period = 256;
  const bits = new Uint32Array(period * period);
  fillRandomBits(bits, SEED, `polymnist/background/${stream}`);
  return (column, row) => uniformOf(bits[((row + period) % period) * period + ((column + period) % period)]);
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
