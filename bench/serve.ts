/**
 * handgrad as a runner: `node serve.mjs reference` answers requests (protocol.ts) on one backend until its input ends.
 */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { chooseBackend, evaluate, fit, HandgradError, softmaxCrossEntropy, writeParameters } from '../src/index.js';
import type { Backend, Examples, Model, Shape } from '../src/index.js';
import { allowRelaxedSimd } from '../src/backend/wasm/node-relaxed-simd.js';
import { sizeOf } from '../src/tensor/shape.js';
import { CHECK_PASSES, type Replies, type Request, type WorkloadFiles } from './protocol.js';
import { handgradVersion } from './machine.js';
import { stepTimer, workloadOptimizer, type StepTimer } from './time-steps.js';
import { workloadModel } from './workload-model.js';
import type { Workload } from './workloads.js';

/** What has been prepared. */
interface Prepared {
  readonly workload: Workload;
  readonly model: Model;
  readonly examples: Examples;
  readonly timer: StepTimer;
}

class HandgradRunner {
  private prepared: Prepared | null = null;

  constructor(private readonly backend: Backend) {}

  async answer(request: Request): Promise<Replies[keyof Replies]> {
    switch (request.type) {
      case 'describe':
        return { version: handgradVersion(), device: this.backend.description };
      case 'prepare':
        return this.prepare(request.workload, request.files);
      case 'check':
        return { loss: await this.check(), note: null };
      case 'time': {
        const { milliseconds, steps } = await this.ready().timer.time(request.milliseconds);
        return { milliseconds, steps, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 };
      }
      case 'peak':
        throw new HandgradError('serve: only the runner of PyTorch answers peak requests');
    }
  }

  private async prepare(workload: Workload, files: WorkloadFiles): Promise<object> {
    await this.prepared?.timer.close();
    const model = workloadModel(workload, this.backend);
    await loadFirstWeights(model, files);
    const examples = await readExamples(files, workload.inputShape);
    this.prepared = { workload, model, examples, timer: stepTimer(workload, model, examples) };
    return {};
  }

  private async check(): Promise<number> {
    const { workload, model, examples } = this.ready();
    const loss = softmaxCrossEntropy;
    const batchSize = workload.batch;
    if (workload.task === 'inference') return (await evaluate(model, examples, { loss, batchSize, metrics: [] })).loss;
    const { epochs } = await fit(model, examples, {
      epochs: CHECK_PASSES,
      batchSize,
      loss,
      optimizer: workloadOptimizer(workload),
      metrics: [],
      shuffle: false,
    });
    return epochs[epochs.length - 1].loss;
  }

  private ready(): Prepared {
    if (!this.prepared) throw new HandgradError('serve: nothing is prepared; send a prepare request first');
    return this.prepared;
  }
}

async function loadFirstWeights(model: Model, { weights, arrays }: WorkloadFiles): Promise<void> {
  const numbers = new Float32Array(await bytesOf(weights));
  const named = arrays.map(({ layer, name, shape, offset }) => ({
    name: `${model.layers[layer].name}/${name}`,
    shape,
    values: numbers.subarray(offset, offset + sizeOf(shape)),
  }));
  writeParameters(model.parameters, named);
}

/** The images as the bytes that they were drawn as: what a data set of digits is for `fit`. */
async function readExamples({ images, labels, count }: WorkloadFiles, inputShape: Shape): Promise<Examples> {
  const numbers = new Float32Array(await bytesOf(images));
  const targets = new Int32Array(await bytesOf(labels));
  return {
    count,
    inputs: Uint8Array.from(numbers.subarray(0, count * sizeOf(inputShape)), (value) => Math.round(value * 255)),
    inputShape,
    targets: targets.subarray(0, count),
    targetShape: [],
  };
}

async function bytesOf(path: string): Promise<ArrayBuffer> {
  return Uint8Array.from(await readFile(path)).buffer;
}

allowRelaxedSimd();
const { backend } = await chooseBackend(process.argv[2]);
const runner = new HandgradRunner(backend);
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const reply = await runner.answer(JSON.parse(line) as Request);
    process.stdout.write(`${JSON.stringify({ ok: reply })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);
  }
}
// Explicitly: native WebGPU threads would keep the process alive.
process.exit(0);
