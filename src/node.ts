/**
 * What handgrad does with files, in Node: data sets, pictures, models, checkpoints, runs on disk, recipes.
 *
 *     import { loadDigitData, loadModel, saveModel } from 'handgrad/node';
 *
 * Everything else is in 'handgrad', which also runs in a browser.
 */
export { allowRelaxedSimd } from './backend/wasm/node-relaxed-simd.js';
export { nodeGpu } from './backend/webgpu/node-adapter.js';
export { asciiDigit } from './data/ascii-digit.js';
export { augmentOffline, type OfflineOptions } from './data/augment/offline.js';
export { previewAugmentation, type AugmentedImage, type PreviewOptions } from './data/augment/preview.js';
export type { AugmentationPipeline } from './data/augment/variation.js';
export {
  classCounts,
  imageAt,
  imageDataset,
  labelledTest,
  range,
  subset,
  take,
  type DigitData,
  type ImageDataset,
  type ImagePixels,
  type ImageSize,
  type UnlabelledImages,
} from './data/dataset.js';
export { DownloadError, type DownloadOptions } from './data/download.js';
export { drawDigitData, STANDARD_DIGITS, writeDigitData, type DrawnSet } from './data/drawn-digits.js';
export type { FileName } from './data/four-file-names.js';
export type { Checksums, FileCheck, FourFiles, TrainTest } from './data/four-files.js';
export {
  decodeIdxImages,
  decodeIdxLabels,
  encodeIdxImages,
  encodeIdxLabels,
  type IdxImages,
} from './data/idx-format.js';
export { readIdxDataset, readIdxFile, writeIdxDataset } from './data/idx.js';
export { readDigit, readImageFolder, type FolderDigit, type ImageFolder } from './data/image-folder.js';
export { listData, type DataListing } from './data/inventory.js';
export { cutAsCompetition, KAGGLE_CLASS_COUNTS } from './data/kaggle/competition.js';
export { parseDigitCsv, type DigitCsv } from './data/kaggle/digit-csv.js';
export { DATASET_NAMES, loadDigitData, type DatasetName, type LoadOptions } from './data/load.js';
export {
  fetchMnist,
  findMnist,
  loadMnist,
  MNIST_CHECKSUMS,
  MNIST_MIRRORS,
  verifyMnist,
  type FetchedFile,
  type FetchMnistOptions,
} from './data/mnist.js';
export type { PlaceOptions } from './data/place.js';
export { decodePngToGrey, decodePngToRgb, type GreyImage, type RgbImage } from './data/png.js';
export { drawBackgrounds } from './data/polymnist/drawn-backgrounds.js';
export { makePolymnist, type MakeOptions } from './data/polymnist/make.js';
export { blur } from './data/preprocess/blur.js';
export { greyOf, greyOfColours } from './data/preprocess/grey.js';
export {
  fitPreprocessing,
  preprocess,
  type FittedPreprocessing,
  type ModelInputs,
  type PreprocessingStep,
} from './data/preprocess/preprocess.js';
export {
  pixelStatistics,
  standardize,
  type ConstantPixels,
  type PixelStatistics,
  type StandardizeOptions,
} from './data/preprocess/standardize.js';
export { prepareDigit, type PreparedDigit } from './data/prepare-digit.js';
export type { DataProgress, OnDataProgress } from './data/progress.js';
export { splitLast, splitRandom, stratifiedFolds, type Fold, type TrainValidation } from './data/split.js';
export * from './files/index.js';
export * from './recipe/index.js';
