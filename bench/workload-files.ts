import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawDigitData } from '../src/data/drawn-digits.js';
import type { ImageDataset } from '../src/data/dataset.js';
import { readParameters, referenceBackend } from '../src/index.js';
import type { WeightArray, WorkloadFiles } from './protocol.js';
import { workloadModel } from './workload-model.js';
import type { Workload } from './workloads.js';

/** A folder with the numbers that all runners of a bench start from. */
export interface WorkloadFolder {
  /** Writes what a workload starts from. The images are drawn digits, the first of one set for all workloads. */
  filesOf(workload: Workload): Promise<WorkloadFiles>;
  remove(): Promise<void>;
}

/** A temporary folder; the caller removes it. `imageCount`: what the largest workload needs. */
export async function workloadFolder(imageCount: number): Promise<WorkloadFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'handgrad-bench-'));
  const { train } = await drawDigitData({ seed: 1, trainCount: imageCount, testCount: 1 });
  const images = join(folder, 'images.f32');
  const labels = join(folder, 'labels.i32');
  await writeFile(images, scaledImages(train));
  await writeFile(labels, Int32Array.from(train.labels));
  return {
    async filesOf(workload) {
      const weights = join(folder, 'weights.f32');
      const { numbers, arrays } = await firstWeights(workload);
      await writeFile(weights, numbers);
      return { weights, arrays, images, labels, count: workload.batch * workload.batches };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** How many images the workloads need at most. */
export function imagesNeeded(workloads: readonly Workload[]): number {
  return Math.max(...workloads.map(({ batch, batches }) => batch * batches));
}

/** Bytes as numbers from 0 to 1. */
function scaledImages({ images }: ImageDataset): Float32Array {
  return Float32Array.from(images, (byte) => byte / 255);
}

/** The parameters' first values, those of handgrad's initialisers. */
async function firstWeights(workload: Workload): Promise<{ numbers: Float32Array; arrays: WeightArray[] }> {
  const model = workloadModel(workload, referenceBackend());
  const parameters = await readParameters(model.parameters);
  const arrays: WeightArray[] = [];
  const numbers: number[] = [];
  for (const { name, shape, values } of parameters) {
    const [layerName, parameterName] = name.split('/');
    const layer = model.layers.findIndex((candidate) => candidate.name === layerName);
    arrays.push({ layer, name: parameterName, shape, offset: numbers.length });
    for (const value of values) numbers.push(value);
  }
  return { numbers: Float32Array.from(numbers), arrays };
}
