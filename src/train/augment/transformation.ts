import type { AffineMapRanges } from '../../backend/kernels.js';
import { checkFraction, checkName, withDefaults } from '../../nn/options.js';
import { HandgradError } from '../../tensor/error.js';

/**
 * Varies an image as Keras' ImageDataGenerator does (`get_random_transform`, `apply_affine_transform`): one affine map, which zooms,
 * then shifts, then rotates about the image's middle; bilinear; outside is the nearest pixel of the edge. Shares are below 1.
 *
 * Height and width belong to rows and columns also where the image is no square; there Keras exchanges them.
 */
export interface ImageGenerator {
  /** Tells it from the layers. */
  readonly kind: 'generator';
  /** Uniform within +- this, 0 to 180. Default 0. */
  readonly rotationDegrees?: number | undefined;
  /** For each axis its own factor, uniform within 1 +- this. Default 0. */
  readonly zoom?: number | undefined;
  /** Uniform within +- this share of the width. Default 0. */
  readonly widthShift?: number | undefined;
  /** Uniform within +- this share of the height. Default 0. */
  readonly heightShift?: number | undefined;
}

/** Shifts an image by up to these shares of its size: Keras' RandomTranslation, filled with 0, bilinear. */
export interface RandomTranslation {
  /** Tells it from the others. */
  readonly kind: 'randomTranslation';
  /** Up to this share of the height, up or down. */
  readonly height: number;
  /** Up to this share of the width, left or right. */
  readonly width: number;
}

/** Rotates an image about its middle by up to this share of a turn (0.1: 36 degrees): Keras' RandomRotation, filled with 0, bilinear. */
export interface RandomRotation {
  /** Tells it from the others. */
  readonly kind: 'randomRotation';
  /** Up to this share of a full turn, in either direction. */
  readonly turns: number;
}

/** Scales each axis by its own factor within 1 +- this; above 1 the image gets smaller: Keras' RandomZoom, filled with 0, bilinear. */
export interface RandomZoom {
  /** Tells it from the others. */
  readonly kind: 'randomZoom';
  /** The factor of the height is uniform within 1 +- this. */
  readonly height: number;
  /** The factor of the width is uniform within 1 +- this. */
  readonly width: number;
}

/** One of Keras' preprocessing layers. Each resamples what the one before has made. */
export type AugmentationLayer = RandomTranslation | RandomRotation | RandomZoom;

/** Anything that makes another image of an image, at random. */
export type ImageTransformation = ImageGenerator | AugmentationLayer;

/** What a transformation draws, in the terms of the kernels `affineMaps` and `resample`. */
export interface TransformationKernels {
  readonly ranges: AffineMapRanges;
  readonly repeatsEdge: boolean;
}

/**
 * A transformation of images of `height` x `width` as the kernels take it. All are one affine map about the image's middle: the layers
 * (Keras' `_get_rotation_matrix`, `_get_zoom_matrix`) are the generator with only one of its parts, and other edges. Keras counts a
 * layer's shift in the other direction, which makes no difference to a range that reaches as far to both sides.
 * @throws {HandgradError} on an unknown kind, or an option that is out of its range.
 */
export function transformationKernels(
  transformation: ImageTransformation,
  height: number,
  width: number,
): TransformationKernels {
  checkTransformation(transformation);
  const still = { height, width, rotation: 0, zoomHeight: 0, zoomWidth: 0, shiftHeight: 0, shiftWidth: 0 };
  switch (transformation.kind) {
    case 'generator': {
      const { rotationDegrees, zoom, widthShift, heightShift } = completeGenerator(transformation);
      const shift = { shiftHeight: heightShift * height, shiftWidth: widthShift * width };
      const ranges = { ...still, rotation: rotationDegrees / 360, zoomHeight: zoom, zoomWidth: zoom, ...shift };
      return { ranges, repeatsEdge: true };
    }
    case 'randomTranslation': {
      const shift = { shiftHeight: transformation.height * height, shiftWidth: transformation.width * width };
      return { ranges: { ...still, ...shift }, repeatsEdge: false };
    }
    case 'randomRotation':
      return { ranges: { ...still, rotation: transformation.turns }, repeatsEdge: false };
    case 'randomZoom': {
      const zoom = { zoomHeight: transformation.height, zoomWidth: transformation.width };
      return { ranges: { ...still, ...zoom }, repeatsEdge: false };
    }
  }
}

/** The generator with all its options. @throws {HandgradError} on an unknown option or one that is out of its range. */
export function completeGenerator({ kind, ...options }: ImageGenerator) {
  const defaults = { rotationDegrees: 0, zoom: 0, widthShift: 0, heightShift: 0 };
  const complete = { kind, ...withDefaults('generator', defaults, options) };
  const { rotationDegrees } = complete;
  if (!(rotationDegrees >= 0 && rotationDegrees <= 180)) {
    throw new HandgradError(`generator: rotationDegrees is ${rotationDegrees}, expected 0 to 180`);
  }
  for (const name of ['zoom', 'widthShift', 'heightShift'] as const) checkFraction('generator', name, complete[name]);
  return complete;
}

/** The options of each kind that are shares below 1, and all that it has. */
const sharesOf = {
  randomTranslation: ['height', 'width'],
  randomRotation: ['turns'],
  randomZoom: ['height', 'width'],
} as const;

function checkTransformation(transformation: ImageTransformation): void {
  const { kind, ...options } = transformation;
  checkName('augmentation', 'kind', kind, ['generator', ...Object.keys(sharesOf)]);
  if (kind === 'generator') return;
  const shares: Readonly<Record<string, unknown>> = options;
  withDefaults<object>(kind, Object.fromEntries(sharesOf[kind].map((name) => [name, 0])), options);
  for (const name of sharesOf[kind]) checkFraction(kind, name, shares[name]);
}
