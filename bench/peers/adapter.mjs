// One end of the conversation between a bench and a library (../protocol.ts is the other): reads requests, one JSON object a line, lets
// the library work, and replies. A library's own file gives `describe` and `prepare`.

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

/** Passes over the batches before losses are compared, as CHECK_PASSES in ../protocol.ts. */
const CHECK_PASSES = 2;

/**
 * A network that is ready to work.
 *
 * @typedef {object} Network
 * @property {(batch: number, wantsLoss: boolean) => unknown} step Trains on a batch of the data, or infers it, and, only if asked to,
 *   gives (a promise of) the mean loss, penalties included.
 * @property {() => unknown} [finish] Resolves when all steps so far have been computed.
 * @property {string} [note] What is different about the work that this library does, where it cannot do the same.
 */

/**
 * What all libraries start from.
 *
 * @typedef {object} Data
 * @property {{ layer: number, name: string, shape: number[], values: Float32Array }[]} weights
 * @property {(batch: number) => { images: Float32Array, labels: Int32Array }} batch images [batch, height, width, channels]
 */

/**
 * Serves requests until the input ends.
 *
 * @param {object} library
 * @param {() => Promise<{ version: string, device: string }>} library.describe
 * @param {(workload: object, data: Data) => Promise<Network>} library.prepare Throws, with the reason, when the library cannot do it.
 */
export async function serve({ describe, prepare }) {
  let workload, network, stepMs;
  const answers = {
    describe,
    async prepare(request) {
      workload = request.workload;
      network = await prepare(workload, readData(workload, request.files));
      stepMs = undefined;
      return {};
    },
    check: async () => ({
      loss: network.note ? null : await checkedLoss(workload, network),
      note: network.note ?? null,
    }),
    async time({ milliseconds: target }) {
      stepMs ??= await warmedUp(workload, network, target);
      const steps = Math.max(1, Math.round(target / stepMs));
      const milliseconds = await timed(workload, network, steps);
      stepMs = milliseconds / steps;
      return { milliseconds, steps, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 };
    },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let reply;
    try {
      reply = { ok: await answers[request.type](request) };
    } catch (error) {
      reply = { error: String(error?.message ?? error).split('\n')[0] };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
  process.exit(0);
}

/** Milliseconds of a step, after as many as fill the target. */
async function warmedUp(workload, network, target) {
  for (let steps = 1; ; steps *= 2) {
    const milliseconds = await timed(workload, network, steps);
    if (milliseconds >= target) return milliseconds / steps;
  }
}

async function timed({ batches }, network, steps) {
  const begin = performance.now();
  for (let step = 0; step < steps; step++) {
    const working = network.step(step % batches, false);
    if (working instanceof Promise) await working;
  }
  await network.finish?.();
  return performance.now() - begin;
}

/** Mean loss over the last of CHECK_PASSES passes; inference changes nothing and passes once. */
async function checkedLoss({ task, batches }, network) {
  let total = 0;
  for (let pass = task === 'training' ? 1 : CHECK_PASSES; pass <= CHECK_PASSES; pass++) {
    total = 0;
    for (let batch = 0; batch < batches; batch++) total += await network.step(batch, true);
  }
  return total / batches;
}

function readData({ inputShape, batch: size }, files) {
  const numbers = new Float32Array(bytesOf(files.weights));
  const images = new Float32Array(bytesOf(files.images));
  const labels = new Int32Array(bytesOf(files.labels));
  const imageSize = product(inputShape);
  return {
    weights: files.arrays.map(({ layer, name, shape, offset }) => ({
      layer,
      name,
      shape,
      values: numbers.slice(offset, offset + product(shape)),
    })),
    batch: (b) => ({
      images: images.slice(b * size * imageSize, (b + 1) * size * imageSize),
      labels: labels.slice(b * size, (b + 1) * size),
    }),
  };
}

function bytesOf(path) {
  return Uint8Array.from(readFileSync(path)).buffer;
}

function product(sizes) {
  return sizes.reduce((total, size) => total * size, 1);
}

/** Version of an installed package. @param {string} name */
export function packageVersion(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}

/** The parameters of a layer by name: `{ kernel, bias }`. @param {Data} data @param {number} layer */
export function parametersOf(data, layer) {
  return Object.fromEntries(data.weights.filter((one) => one.layer === layer).map((one) => [one.name, one]));
}
