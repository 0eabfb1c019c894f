/**
 * `npm run bench:webgpu-host-time`: what a captured step costs the host on WebGPU, where the device costs nothing: Dawn's null device
 * checks every command and computes none. No GPU is needed.
 */
import { Command } from 'commander';
import type { Program } from '../src/backend/program/program.js';
import { nodeGpu } from '../src/backend/webgpu/node-adapter.js';
import { createWebGpuBackend, type WebGpuBackend } from '../src/backend/webgpu/webgpu-backend.js';
import { accuracy, softmaxCrossEntropy } from '../src/index.js';
import { Training } from '../src/train/training.js';
import { runSuite } from './run-suite.js';
import { spreadOf } from './statistics.js';
import { workloadOptimizer } from './time-steps.js';
import { workloadModel } from './workload-model.js';
import { workloads, type Workload } from './workloads.js';

/** Steps whose time is one sample. */
const STEPS_PER_SAMPLE = 64;
/** Until functions are optimised. */
const WARM_UP_SAMPLES = 30;
const SAMPLES = 100;

const command = new Command('bench:webgpu-host-time')
  .description(
    "Microseconds of the host's time per captured training step on WebGPU, on a device that computes nothing.",
  )
  .action(async () => {
    process.stdout.write('workload  dispatches  host us per step: median  quartiles        range\n');
    for (const workload of workloads.filter(({ id }) => ['W1', 'W4'].includes(id))) {
      process.stdout.write(`${await lineOf(workload)}\n`);
    }
  });

async function lineOf(workload: Workload): Promise<string> {
  const { samples, dispatches } = await hostTimes(workload);
  const { median, lowerQuartile, upperQuartile, min, max } = spreadOf(samples);
  const text = (value: number) => value.toFixed(1);
  return [
    workload.id.padEnd(10),
    String(dispatches).padEnd(30),
    text(median).padEnd(8),
    `${text(lowerQuartile)} to ${text(upperQuartile)}`.padEnd(17),
    `${text(min)} to ${text(max)}`,
  ].join('');
}

/** Microseconds per step of training, loss and accuracy included, as `fit` runs it. */
async function hostTimes(workload: Workload): Promise<{ samples: number[]; dispatches: number }> {
  const gpu = await nodeGpu(['backend=null']);
  const backend = await createWebGpuBackend({ gpu });
  const counting = countingDispatches(backend);
  const training = trainingOf(workload, counting.backend);
  const samples: number[] = [];
  for (let i = 0; i < WARM_UP_SAMPLES + SAMPLES; i++) {
    const begin = performance.now();
    for (let steps = 0; steps < STEPS_PER_SAMPLE;) steps += runSteps(training, STEPS_PER_SAMPLE - steps);
    const microseconds = (1000 * (performance.now() - begin)) / STEPS_PER_SAMPLE;
    if (i >= WARM_UP_SAMPLES) samples.push(microseconds);
    await backend.finish();
  }
  training.dispose();
  backend.destroy();
  return { samples, dispatches: counting.found() };
}

/** Runs steps of the epoch, which begins again after its last batch. */
function runSteps(training: Training, atMost: number): number {
  if (training.batch === training.batches) training.position = { ...training.position, batch: 0 };
  return training.runSteps(atMost);
}

/** The same backend, which tells of how many dispatches the last step was that it compiled. */
function countingDispatches(backend: WebGpuBackend) {
  let found = 0;
  const compile = (program: Program) => {
    const replay = backend.compile(program);
    found = replay.dispatchesPerStep;
    return replay;
  };
  return { backend: Object.assign(Object.create(backend) as WebGpuBackend, { compile }), found: () => found };
}

function trainingOf(workload: Workload, backend: WebGpuBackend): Training {
  const count = workload.batch * Math.max(STEPS_PER_SAMPLE, workload.batches);
  const size = workload.inputShape.reduce((a, b) => a * b, 1);
  return new Training({
    model: workloadModel(workload, backend),
    optimizer: workloadOptimizer(workload),
    loss: softmaxCrossEntropy,
    metrics: [accuracy],
    examples: {
      count,
      inputs: new Uint8Array(count * size),
      inputShape: workload.inputShape,
      targets: new Uint8Array(count),
      targetShape: [],
    },
    validation: null,
    epochs: 1,
    batchSize: workload.batch,
    augment: null,
    seed: 1,
    shuffle: false,
    callbacks: [],
    signal: undefined,
    capture: true,
  });
}

await runSuite('bench:webgpu-host-time', () => command.parseAsync());
