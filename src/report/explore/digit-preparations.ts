import type { Backend } from '../../backend/backend.js';
import { previewAugmentation } from '../../data/augment/preview.js';
import type { AugmentationPipeline } from '../../data/augment/variation.js';
import { imageDataset } from '../../data/dataset.js';
import { blur } from '../../data/preprocess/blur.js';
import { greyOfColours } from '../../data/preprocess/grey.js';
import type { Seed } from '../../tensor/random.js';
import type { AugmentationLayer, ImageGenerator } from '../../train/augment/transformation.js';
import type { Preparations } from './preparations.js';

/** As the published PolyMNIST trainings vary their images. */
const generator: ImageGenerator = {
  kind: 'generator',
  rotationDegrees: 5,
  zoom: 0.1,
  widthShift: 0.1,
  heightShift: 0.1,
};

const translation: AugmentationLayer = { kind: 'randomTranslation', height: 0.1, width: 0.1 };
const rotation: AugmentationLayer = { kind: 'randomRotation', turns: 0.1 };
const zoom: AugmentationLayer = { kind: 'randomZoom', height: 0.15, width: 0.15 };

/** As the published Kaggle trainings do. */
const pipelines: readonly AugmentationPipeline[] = [
  { copies: 3, layers: [translation, rotation] },
  { copies: 3, layers: [translation, zoom] },
  { copies: 3, layers: [translation, zoom, rotation] },
];

/** What the published trainings on digits do to their images. */
export function digitPreparations(place: { readonly backend: Backend; readonly seed: Seed }): Preparations {
  return {
    grey: (images) => imageDataset({ ...images, images: greyOfColours(images.images), channels: 1 }),
    blur: (images) => imageDataset({ ...images, images: blur(images.images, images) }),
    augmentations: [
      {
        name: 'generator',
        what: 'turned by up to 5°, zoomed and shifted by up to 10 %',
        preview: (images, variants) => previewAugmentation(images, generator, { ...place, variants }),
      },
      {
        name: 'layers',
        what: 'shifted by up to 10 %, turned by up to 36°, zoomed by up to 15 %',
        preview: (images, variants) => previewAugmentation(images, pipelines, { ...place, variants }),
      },
    ],
  };
}
