import { noGrad } from '../../autograd/recording.js';
import type { Backend } from '../../backend/backend.js';
import { tensor } from '../../ops/create.js';
import { matmul } from '../../ops/matmul.js';
import { tidy } from '../../tensor/lifetime.js';
import type { ImageDataset } from '../dataset.js';
import { pixelStatistics, standardize, type PixelStatistics } from '../preprocess/standardize.js';

/** How the pixels of a data set go together. */
export interface PixelCorrelations {
  /** Pixels of an image: rows and columns of the matrix. */
  readonly pixels: number;
  /** [pixels, pixels], row-major, -1 to 1, symmetric; NaN where one of both pixels never changes. */
  readonly values: Float32Array;
  /** Pixels that never change, whose rows and columns are undefined. */
  readonly constantPixels: number;
}

/** Images per product: large enough for the device, small enough that single precision does not lose digits. */
const CHUNK = 2000;

/**
 * Pearson's correlation of every pixel with every other, over all images:
 *
 *   r_ij = mean over images of z_i z_j,   z = (x - mean) / deviation
 *
 * That is the Gram matrix of the standardised images, Z^T Z / n. The products of 2,000 images at a time are the device's
 * (float32), their sum is taken in double precision. A pixel that never changes has no deviation to divide by: its row
 * and its column are undefined, NaN.
 *
 * dataset: of one channel, for a colour has three values.
 */
export async function pixelCorrelations(
  dataset: ImageDataset,
  backend: Backend,
  onProgress: (images: number) => void = () => undefined,
): Promise<PixelCorrelations> {
  const pixels = dataset.images.length / dataset.count;
  const statistics = pixelStatistics(dataset.images, pixels);
  const { isConstant, constantPixels } = statistics;
  const sums = new Float64Array(pixels * pixels);
  for (let begin = 0; begin < dataset.count; begin += CHUNK) {
    const end = Math.min(begin + CHUNK, dataset.count);
    const products = await gramMatrix(standardized(dataset, statistics, begin, end), pixels, backend);
    for (let i = 0; i < sums.length; i++) sums[i] += products[i];
    onProgress(end);
  }
  const values = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) {
    const isUndefined = isConstant[i % pixels] || isConstant[Math.floor(i / pixels)];
    values[i] = isUndefined ? NaN : Math.max(-1, Math.min(1, sums[i] / dataset.count));
  }
  return { pixels, values, constantPixels };
}

/** Images `begin` to `end - 1` with every pixel's mean 0 and deviation 1 over the whole data set; constant pixels 0. */
function standardized({ images }: ImageDataset, statistics: PixelStatistics, begin: number, end: number): Float32Array {
  const size = statistics.mean.length;
  const part = images.subarray(begin * size, end * size);
  return standardize(part, statistics, { epsilon: 0, constantPixels: 'zero' });
}

/** Z^T Z: [columns, columns]. */
async function gramMatrix(rows: Float32Array, columns: number, backend: Backend): Promise<Float32Array> {
  const product = noGrad(() =>
    tidy(() => {
      const z = tensor(rows, { shape: [rows.length / columns, columns], backend });
      return matmul([z, z], { transposeA: true });
    }),
  );
  const values = (await product.data()) as Float32Array;
  product.dispose();
  return values;
}
