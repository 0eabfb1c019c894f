import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../src/nn/summary.js';
import { loadModel } from '../../src/files/model-file.js';
import { jsonLinesOf, linesOf, workspace } from './handgrad.js';

const { run, path } = await workspace();
const quick = '--dataset idx --hidden 16 --epochs 2 --batch-size 32 --no-report';

function configOf(name: string) {
  return JSON.parse(readFileSync(path('runs', name, 'config.json'), 'utf8')) as {
    settings: Record<string, unknown>;
    optimizer: Record<string, unknown>;
    model: { layers: { kind: string; options: Record<string, unknown> }[] };
  };
}

describe('handgrad train', () => {
  it('says data and backend first, then shows the layers, each epoch, the test result and where it is kept', async () => {
    const { code, stdout, stderr } = await run(`train mlp ${quick} --name told`);
    const lines = linesOf(stdout);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(
      /^Data: idx: 600 \+ 200 images from .*own \(given by HANDGRAD_DATA\)\. Backend: reference \(.*\), as asked for\.$/,
    );
    expect(stdout).toMatch(/dense \(dense\) +│ \[batch, 16\] +│ +12,560 │/);
    expect(stdout).toMatch(/^ +training +validation$/m);
    expect(
      lines.filter((line) => /^ +[12]\/2 +\d\.\d{4} +\d+\.\d\d % +\d\.\d{4} +\d+\.\d\d % /.test(line)),
    ).toHaveLength(2);
    expect(stdout).toMatch(/^Test loss \d\.\d{4}, accuracy \d+\.\d\d % \(\d+ of 200 images\)$/m);
    expect(stdout).toMatch(/^12,730 parameters, 2 of 2 epochs in \d+\.\d+ s$/m);
    expect(stdout).toMatch(/^ {2}handgrad eval runs\/told$/m);
    expect(lines.slice(1).filter((line) => line.length > 80)).toEqual([]);
  });

  it('keeps all that is needed to repeat, to go on with and to use a run', async () => {
    await run(`train mlp ${quick} --name kept`);
    expect(readdirSync(path('runs/kept')).sort()).toEqual([
      'checkpoint.safetensors',
      'config.json',
      'log.csv',
      'log.jsonl',
      'model.json',
      'model.safetensors',
      'result.json',
    ]);
    expect(linesOf(readFileSync(path('runs/kept/log.csv'), 'utf8'))).toHaveLength(3);
    expect(jsonLinesOf(readFileSync(path('runs/kept/log.jsonl'), 'utf8')).map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(summarize(await loadModel(path('runs/kept'))).total).toBe(12_730);
  });

  it('--print-program shows the training step and trains nothing, --profile how long its kernels take', async () => {
    const printed = await run(`train mlp ${quick} --print-program --name printed`);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toMatch(/^ *\d+ {2}t\d+ \[32,16\] = matmul relu\(t\d+, dense\/kernel, dense\/bias\)/m);
    expect(existsSync(path('runs/printed'))).toBe(false);
    const [program] = jsonLinesOf((await run(`train mlp ${quick} --print-program --json`)).stdout);
    expect(program).toMatchObject({ event: 'program', totals: { launches: expect.any(Number) as number } });
    const profiled = await run(`train mlp ${quick} --profile`);
    expect(profiled.stdout).toMatch(/^matmul +5 +\d+\.\d{3} +\d+\.\d %/m);
    expect(profiled.stdout).toMatch(/ms as a step\nMedians of \d+ steps; the launches by the host's clock$/m);
  });

  it('gives the same weights with --no-capture', async () => {
    await run(`train mlp ${quick} --dropout 0.2 --name captured`);
    await run(`train mlp ${quick} --dropout 0.2 --no-capture --name eager`);
    const [captured, eager] = ['captured', 'eager'].map((name) =>
      readFileSync(path('runs', name, 'model.safetensors')),
    );
    expect(captured.equals(eager)).toBe(true);
  });

  it('writes JSON lines and nothing else with --json: a start, each epoch, an end with the result', async () => {
    const { stdout } = await run(`train mlp ${quick} --json --no-save`);
    const [start, ...rest] = jsonLinesOf(stdout);
    expect(start).toMatchObject({ event: 'start', backend: 'reference', parameters: 12_730, run: null });
    expect(rest.map(({ event }) => event)).toEqual(['epoch', 'epoch', 'end']);
    expect(rest[2]).toMatchObject({ parameters: 12_730, epochs: 2, outcome: 'completed' });
    const { testAccuracy, testLoss, seconds } = rest[2] as Record<string, number>;
    expect(testAccuracy).toBe(rest[1].validationAccuracy);
    expect(testLoss).toBe(rest[1].validationLoss);
    expect(seconds).toBeGreaterThan(0);
  });

  it('learns: the second epoch is better than the first, and better than guessing', async () => {
    const { stdout } = await run('train mlp --dataset idx --hidden 32 --epochs 6 --batch-size 16 --json --no-save');
    const accuracies = jsonLinesOf(stdout).flatMap(({ event, accuracy }) =>
      event === 'epoch' ? [Number(accuracy)] : [],
    );
    expect(accuracies[1]).toBeGreaterThan(accuracies[0]);
    expect(accuracies[5]).toBeGreaterThan(0.6);
  });

  it('gives the same bits twice, and a second run the next free name', async () => {
    await run(`train mlp ${quick} --seed 5 --dropout 0.2`);
    const { stdout } = await run(`train mlp ${quick} --seed 5 --dropout 0.2`);
    expect(stdout).toContain('Saved in runs/mlp-seed5-2.');
    const weights = ['mlp-seed5', 'mlp-seed5-2'].map((name) => readFileSync(path('runs', name, 'model.safetensors')));
    expect(weights[0].equals(weights[1])).toBe(true);
  });

  it('gives other bits with another seed', async () => {
    await run(`train mlp ${quick} --seed 6 --epochs 1`);
    await run(`train mlp ${quick} --seed 7 --epochs 1`);
    const weights = ['mlp-seed6', 'mlp-seed7'].map((name) => readFileSync(path('runs', name, 'model.safetensors')));
    expect(weights[0].equals(weights[1])).toBe(false);
  });

  it('trains the published cnn: 6,831 parameters, validated with the last fifth of the training images', async () => {
    const { stdout } = await run('train cnn --dataset idx --epochs 1 --train-limit 60 --json --no-save');
    const [start, epoch, end] = jsonLinesOf(stdout);
    expect(start).toMatchObject({ parameters: 6831, settings: { epochs: 1, validation: 0.2, trainLimit: 60 } });
    expect(start.data).toMatch(/only the first 60 for training$/);
    expect(epoch).toHaveProperty('validationAccuracy');
    // 12 images: shares of twelfths, where the 200 test images would give others.
    expect((Number(epoch.validationAccuracy) * 12) % 1).toBeCloseTo(0, 5);
    expect(end.parameters).toBe(6831);
  });

  it('trains the published mlp: 784-200-10, Adam at 0.001, batches of 128, 5 epochs', async () => {
    const { stdout } = await run('train mlp --dataset idx --train-limit 20 --json --name published');
    const lines = jsonLinesOf(stdout);
    expect(lines[0]).toMatchObject({ parameters: 159_010, settings: { batchSize: 128, validation: 'test' } });
    expect(lines.filter(({ event }) => event === 'epoch')).toHaveLength(5);
    expect(configOf('published').optimizer).toMatchObject({ kind: 'adam', learningRate: 0.001, epsilon: 1e-7 });
  });

  it('says only on what and how it ended with --quiet', async () => {
    const { stdout } = await run(`train mlp ${quick} --quiet --no-save`);
    const lines = linesOf(stdout);
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('Nothing was kept (--no-save).');
  });

  it('leaves nothing behind with --no-save', async () => {
    const before = readdirSync(path('runs')).length;
    await run(`train mlp ${quick} --no-save`);
    expect(readdirSync(path('runs'))).toHaveLength(before);
  });

  it('names the command that npm understands where it was called through npm', async () => {
    const npm = { npm_package_name: 'handgrad', npm_lifecycle_event: 'train:mlp' };
    const { stdout } = await run(`train mlp ${quick} --epochs 1 --name npm`, npm);
    expect(stdout).toContain('  npm run handgrad -- eval runs/npm\n');
  });

  it('leaves no folder of a training that failed before its first checkpoint', async () => {
    const { code, stderr } = await run(`train mlp ${quick} --optimizer sgd --learning-rate 1e30 --name failed`);
    expect(stderr).toMatch(
      /^handgrad: training stopped: the loss is no longer finite; .* at step \d+ \(epoch 1, .*\n$/,
    );
    expect(code).toBe(1);
    expect(existsSync(path('runs/failed'))).toBe(false);
  });
});

describe('every flag of handgrad train reaches what is trained', () => {
  const common = '--dataset idx --train-limit 40 --batch-size 20 --epochs 1 --quiet';
  let count = 0;
  const train = async (network: string, flags: string) => {
    const name = `flags${count++}`;
    const { code, stderr } = await run(`train ${network} ${common} --name ${name} ${flags}`);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return configOf(name);
  };

  it.each([
    ['--optimizer sgd --momentum 0.8 --nesterov', { kind: 'sgd', learningRate: 0.01, momentum: 0.8, nesterov: true }],
    [
      '--learning-rate 0.02 --beta1 0.8 --beta2 0.9 --epsilon 1e-3',
      { learningRate: 0.02, beta1: 0.8, beta2: 0.9, epsilon: 1e-3 },
    ],
    ['--optimizer adamw --weight-decay 0.1 --clip-value 0.5', { kind: 'adamW', weightDecay: 0.1, clipValue: 0.5 }],
    ['--optimizer adamw', { kind: 'adamW', weightDecay: 0.004 }],
    ['--optimizer nadam --clip-norm 2', { kind: 'nadam', clipNorm: 2 }],
    ['--optimizer rmsprop --rho 0.7 --clip-global-norm 3', { kind: 'rmsprop', rho: 0.7, clipGlobalNorm: 3 }],
    [
      '--schedule inverse-time --decay 0.1',
      { learningRate: { kind: 'inverseTimeDecay', learningRate: 0.001, decay: 0.1 } },
    ],
    [
      '--schedule step --decay-factor 0.5 --decay-every 3',
      { learningRate: { kind: 'stepDecay', factor: 0.5, every: 3 } },
    ],
    [
      '--schedule exponential --decay-factor 0.9 --decay-every 2',
      { learningRate: { kind: 'exponentialDecay', factor: 0.9, every: 2 } },
    ],
    ['--schedule cosine --final-learning-rate 1e-4', { learningRate: { kind: 'cosineDecay', steps: 2, final: 1e-4 } }],
    ['--schedule cosine --decay-steps 9', { learningRate: { kind: 'cosineDecay', steps: 9, final: 0 } }],
    [
      '--schedule cosine --warm-up-steps 1',
      { learningRate: { kind: 'warmUp', steps: 1, then: { kind: 'cosineDecay', steps: 1 } } },
    ],
  ])('%s', async (flags, optimizer) => {
    expect((await train('mlp', flags)).optimizer).toMatchObject(optimizer);
  });

  it('--hidden, --activation, --batch-norm, --dropout, --l1, --l2, --initializer', async () => {
    const { model } = await train(
      'mlp',
      '--hidden 8,6 --activation gelu --batch-norm --dropout 0.1,0.2 --l1 0.01 --l2 0.02 --initializer heNormal',
    );
    const kinds = [
      'flatten',
      'dense',
      'batchNorm',
      'activation',
      'dropout',
      'dense',
      'batchNorm',
      'activation',
      'dropout',
      'dense',
    ];
    expect(model.layers.map(({ kind }) => kind)).toEqual(kinds);
    const kernel = { kernelInitializer: 'heNormal', kernelRegularizer: { l1: 0.01, l2: 0.02 } };
    expect(model.layers[1].options).toMatchObject({ units: 8, useBias: false, ...kernel });
    expect(model.layers[3].options).toEqual({ activation: 'gelu' });
    expect([model.layers[4], model.layers[8]].map(({ options }) => options.rate)).toEqual([0.1, 0.2]);
    expect(model.layers[9].options).toMatchObject({ units: 10, useBias: true, activation: 'softmax', ...kernel });
  });

  it('--filters, --kernels, --pools, --pooling, --padding', async () => {
    const flags =
      '--filters 2,3 --kernels 5,3 --pools 4,1 --pooling average --padding same --hidden 7 --validation none';
    const { model } = await train('cnn', flags);
    expect(model.layers.map(({ kind }) => kind)).toEqual([
      'conv2d',
      'averagePool2d',
      'conv2d',
      'flatten',
      'dense',
      'dense',
    ]);
    expect(model.layers[0].options).toMatchObject({ filters: 2, kernelSize: 5, padding: 'same', activation: 'relu' });
    expect(model.layers[1].options).toMatchObject({ poolSize: 4 });
    expect(model.layers[2].options).toMatchObject({ filters: 3, kernelSize: 3 });
  });

  it('--hidden none leaves the output layer alone', async () => {
    expect((await train('mlp', '--hidden none')).model.layers.map(({ kind }) => kind)).toEqual(['flatten', 'dense']);
  });

  const epochsOf = async (flags: string) => {
    const { stdout } = await run(`train mlp --dataset idx --train-limit 40 --hidden 4 --json --no-save ${flags}`);
    return jsonLinesOf(stdout);
  };

  it('--early-stopping ends a training that does not improve, and says why', async () => {
    const lines = await epochsOf('--epochs 9 --learning-rate 0 --early-stopping 2 --monitor validationLoss');
    expect(lines.filter(({ event }) => event === 'epoch')).toHaveLength(3);
    expect(lines.at(-1)).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringMatching(/^validationLoss has not improved for 2 epochs/),
    });
  });

  it('--restore-best goes back to the best epoch', async () => {
    const flags = '--epochs 6 --optimizer sgd --learning-rate 3 --early-stopping 2 --batch-size 4';
    const lines = await epochsOf(`${flags} --restore-best`);
    const losses = lines.flatMap(({ event, validationLoss }) => (event === 'epoch' ? [Number(validationLoss)] : []));
    expect(losses.at(-1)).toBeGreaterThan(Math.min(...losses));
    expect(lines.at(-1)!.testLoss).toBe(Math.min(...losses));
    expect((await epochsOf(flags)).at(-1)!.testLoss).toBe(losses.at(-1));
  });

  it('--reduce-on-plateau, --factor, --cooldown and --min-learning-rate lower the rate', async () => {
    // No change of the loss is as large as this, so every epoch counts as none.
    const flags = '--epochs 6 --reduce-on-plateau 1 --factor 0.5 --min-delta 100 --min-learning-rate 0.0002';
    const ratesOf = async (more: string) =>
      (await epochsOf(`${flags} ${more}`)).flatMap(({ event, learningRate }) =>
        event === 'epoch' ? [Number(learningRate)] : [],
      );
    expect(await ratesOf('')).toEqual(
      [0.001, 0.001, 0.0005, 0.00025, 0.0002, 0.0002].map((rate) => expect.closeTo(rate, 9)),
    );
    expect(await ratesOf('--cooldown 2')).toEqual(
      [0.001, 0.001, 0.0005, 0.0005, 0.00025, 0.00025].map((rate) => expect.closeTo(rate, 9)),
    );
  });

  it('--label-smoothing raises the least loss that can be reached', async () => {
    const lossOf = async (flags: string) =>
      Number((await epochsOf(`--hidden 32 --learning-rate 0.01 --epochs 40 --batch-size 8 ${flags}`)).at(-2)!.loss);
    expect(await lossOf('')).toBeLessThan(0.3);
    expect(await lossOf('--label-smoothing 0.3')).toBeGreaterThan(0.9);
  });

  it('--no-shuffle visits the images in their order, so the first epoch differs', async () => {
    const flags = '--epochs 1 --batch-size 4';
    expect((await epochsOf(`${flags} --no-shuffle`))[1].loss).not.toBe((await epochsOf(flags))[1].loss);
  });

  it('--validation none measures nothing after an epoch', async () => {
    expect((await epochsOf('--epochs 1 --validation none'))[1]).not.toHaveProperty('validationLoss');
  });
});

const webgpu = await (async () => {
  const { backends } = JSON.parse((await run('devices --json')).stdout) as {
    backends: { name: string; problem: string | null }[];
  };
  return backends.find(({ name }) => name === 'webgpu')!;
})();
describe.skipIf(webgpu.problem !== null)('handgrad train on webgpu (skipped where no adapter is found)', () => {
  // Not the convolutional network: a software adapter takes long to compile its shaders, in each process anew.
  const train = (name: string) =>
    run(`train mlp --dataset idx --train-limit 60 --epochs 1 --backend webgpu --json --name ${name}`);

  it('gives the same bits twice, and figures near those of the reference backend', async () => {
    const [first, second, reference] = [
      await train('gpu1'),
      await train('gpu2'),
      await run('train mlp --dataset idx --train-limit 60 --epochs 1 --json --no-save'),
    ];
    expect(first.code).toBe(0);
    expect(second.code).toBe(0);
    const weights = ['gpu1', 'gpu2'].map((name) => readFileSync(path('runs', name, 'model.safetensors')));
    expect(weights[0].equals(weights[1])).toBe(true);
    const lossOf = ({ stdout }: { stdout: string }) => jsonLinesOf(stdout).at(-1)!.testLoss as number;
    expect(lossOf(first)).toBeCloseTo(lossOf(reference), 4);
  });

  it('goes on where the run was begun, and says so when told to go on elsewhere', async () => {
    await train('gpu3');
    const [resumed] = jsonLinesOf((await run('train mlp --resume --name gpu3 --json')).stdout);
    expect(resumed).toMatchObject({ backend: 'webgpu', resumedFrom: { epoch: 1, step: 1, backend: 'webgpu' } });
    const elsewhere = await run('train mlp --resume --name gpu3 --backend reference');
    expect(elsewhere.stdout).toContain('It was begun on webgpu, so its last bits will be others.\n');
  });
});
