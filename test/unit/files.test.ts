import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createNextRunFolder,
  createRunFolder,
  csvFile,
  jsonLinesFile,
  latestCheckpoint,
  loadCheckpoint,
  loadModel,
  loadModelWeights,
  openRunFolder,
  runFolderAt,
  saveCheckpoint,
  saveModel,
  writeFileAtomic,
} from '../../src/files/index.js';
import { makeFolder } from '../../src/data/make-folder.js';
import { dense } from '../../src/nn/layers/dense.js';
import { readParameters } from '../../src/nn/parameter.js';
import { sequential } from '../../src/nn/sequential.js';
import { meanSquaredError } from '../../src/ops/losses/mean-squared-error.js';
import { sgd } from '../../src/optim/sgd.js';
import type { Callback } from '../../src/train/callback.js';
import type { Checkpoint } from '../../src/train/checkpoint.js';
import { fit } from '../../src/train/fit.js';
import { encodeSafetensors } from '../../src/train/safetensors.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handgrad-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const small = (seed: number) => sequential([dense(2), dense(1)], { inputShape: [3], seed });

function checkpointAt(step: number): Checkpoint {
  return {
    format: 'handgrad-checkpoint',
    version: 1,
    model: {},
    optimizer: {},
    optimizerState: {},
    settings: { batchSize: 1, seed: 0, shuffle: true, examples: 1, backend: 'reference' },
    position: { epoch: 0, batch: step, step },
    records: [],
    elapsedSeconds: 0,
    examplesSeen: 0,
    stopped: null,
    callbacks: {},
    tensors: { 'model/w': { shape: [1000], data: new Float32Array(1000).fill(step) } },
  };
}

/** Some training whose callbacks write files: one weight, three epochs. */
const train = (callbacks: readonly Callback[], resume?: Checkpoint, epochs = 3) =>
  fit(
    sequential([dense(1)], { inputShape: [1] }),
    {
      count: 4,
      inputs: Float32Array.of(1, 2, 3, 4),
      inputShape: [1],
      targets: Float32Array.of(2, 4, 6, 8),
      targetShape: [1],
    },
    { epochs, optimizer: sgd(), loss: meanSquaredError, callbacks, resume },
  );

describe('a file that cannot be written', () => {
  it.each([
    ['over a folder', 'taken', /^cannot write .*taken: it is a folder, not a file \(EISDIR\)$/],
    [
      'below a file',
      'file/inside',
      /^cannot write .*inside: (a part of the path is a file|a file of that name is in the way)/,
    ],
  ])('%s leaves what was there, and nothing beside it', async (_, name, message) => {
    await mkdir(join(folder, 'taken'));
    await writeFile(join(folder, 'taken', 'content'), 'precious');
    await writeFile(join(folder, 'file'), 'precious too');
    for (const save of [
      () => writeFileAtomic(join(folder, name), 'new'),
      () => saveCheckpoint(join(folder, name), checkpointAt(1)),
    ]) {
      await expect(save()).rejects.toThrow(message);
    }
    expect((await readdir(folder)).sort()).toEqual(['file', 'taken']);
    expect(await readFile(join(folder, 'taken', 'content'), 'utf8')).toBe('precious');
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('precious too');
  });
});

it('folders are made by several at once, with their parents', async () => {
  const path = join(folder, 'a', 'b', 'c');
  await Promise.all([1, 2, 3, 4].map(() => makeFolder(path)));
  await makeFolder(path);
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['c']);
});

describe('checkpoint files', () => {
  it('give the checkpoint back', async () => {
    const path = join(folder, 'new', 'checkpoint.safetensors');
    await saveCheckpoint(path, checkpointAt(7));
    expect(await loadCheckpoint(path)).toStrictEqual(checkpointAt(7));
  });

  it('that do not exist, are truncated or are folders are refused in one line', async () => {
    const path = join(folder, 'checkpoint.safetensors');
    await expect(loadCheckpoint(path)).rejects.toThrow(
      `cannot read the checkpoint ${path}: no such file or folder (ENOENT)`,
    );
    await expect(loadCheckpoint(folder)).rejects.toThrow(
      `cannot read the checkpoint ${folder}: it is a folder, not a file`,
    );
    await saveCheckpoint(path, checkpointAt(7));
    await writeFile(path, (await readFile(path)).subarray(0, -1));
    await expect(loadCheckpoint(path)).rejects.toThrow(
      /^.*checkpoint\.safetensors: not a sound safetensors file: .*truncated$/,
    );
  });

  it('of a folder are searched for the one that is furthest', async () => {
    expect(await latestCheckpoint(folder)).toBeNull();
    for (const step of [5, 20, 9])
      await saveCheckpoint(join(folder, `checkpoint-${step}.safetensors`), checkpointAt(step));
    await writeFile(join(folder, 'model.safetensors'), 'no checkpoint');
    const latest = await latestCheckpoint(folder);
    expect(latest?.path).toBe(join(folder, 'checkpoint-20.safetensors'));
    expect(latest?.checkpoint.position.step).toBe(20);
    await expect(latestCheckpoint(join(folder, 'none'))).rejects.toThrow(
      /^cannot look for checkpoints in .*none: no such/,
    );
  });

  it('are whole at every moment, also when the process that writes them is killed', { timeout: 30_000 }, async () => {
    const script = join(folder, 'saves-forever.mjs');
    const files = fileURLToPath(new URL('../../src/files/checkpoint-file.ts', import.meta.url));
    await build({
      stdin: {
        contents: `
          import { saveCheckpoint } from ${JSON.stringify(files)};
          const checkpointAt = ${checkpointAt.toString()};
          for (let step = 1; ; step++) await saveCheckpoint(process.argv[2], checkpointAt(step));`,
        resolveDir: folder,
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: script,
      logLevel: 'error',
    });
    const run = join(folder, 'run');
    const target = join(run, 'checkpoint.safetensors');
    await createRunFolder(folder, 'run', {});
    let lastStep = 0;
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, [script, target], { stdio: 'inherit' });
      const exited = new Promise((resolve) => child.once('exit', resolve));
      // Reading while it writes finds whole files only.
      const deadline = Date.now() + 10_000;
      let readsOfThisRound = 0;
      while (readsOfThisRound < 3 && Date.now() < deadline) {
        const found = await loadCheckpoint(target).catch((error: Error) => {
          if (!error.message.includes('ENOENT')) throw error;
          return null;
        });
        if (found && found.position.step !== lastStep) readsOfThisRound++;
        await sleep(1);
      }
      expect(readsOfThisRound, 'the child has begun to write').toBe(3);
      await sleep(Math.random() * 20);
      child.kill('SIGKILL');
      await exited;
      const { position, tensors } = await loadCheckpoint(target);
      lastStep = position.step;
      expect(lastStep).toBeGreaterThanOrEqual(1);
      expect([...new Set(tensors['model/w'].data)]).toEqual([lastStep]);
    }
    await openRunFolder(run);
    expect((await readdir(run)).sort(), 'what the kills left is cleared away').toEqual([
      'checkpoint.safetensors',
      'config.json',
    ]);
  });
});

describe('model files', () => {
  const file = () => join(folder, 'model.safetensors');

  it('give the model back, from the file or its folder', async () => {
    await saveModel(file(), small(1));
    for (const path of [file(), folder]) {
      const model = await loadModel(path, { seed: 2 });
      expect(await readParameters(model.parameters)).toEqual(await readParameters(small(1).parameters));
    }
    const other = small(3);
    await loadModelWeights(folder, other);
    expect(await readParameters(other.parameters)).toEqual(await readParameters(small(1).parameters));
    expect((await readdir(folder)).sort()).toEqual(['model.json', 'model.safetensors']);
  });

  it('fit each other when the program was killed between the two', async () => {
    await saveModel(file(), small(1));
    const description = await readFile(join(folder, 'model.json'));
    const other = sequential([dense(4)], { inputShape: [5], seed: 1 });
    await saveModel(file(), other);
    await writeFile(join(folder, 'model.json'), description);
    expect((await loadModel(file())).describe()).toEqual(other.describe());
  });

  it('of other programs are read with the description beside them', async () => {
    await saveModel(file(), small(1));
    const arrays = await readParameters(small(4).parameters);
    await writeFile(file(), encodeSafetensors({ tensors: arrays, metadata: {} }));
    expect(await readParameters((await loadModel(file())).parameters)).toEqual(arrays);
    await writeFile(join(folder, 'model.json'), '{');
    await expect(loadModel(file())).rejects.toThrow(
      /^.*model\.json: the description of the model is no JSON: .*edited$/,
    );
    await rm(join(folder, 'model.json'));
    await expect(loadModel(file())).rejects.toThrow(
      /^cannot read the description of the model .*model\.json: no such file/,
    );
  });

  it('that are missing, foreign or of another architecture are refused', async () => {
    await expect(loadModel(file())).rejects.toThrow(
      /^cannot read the weights .*model\.safetensors: no such file or folder/,
    );
    await expect(loadModel(folder)).rejects.toThrow(
      /^cannot read the weights .*model\.safetensors: no such file or folder/,
    );
    await writeFile(file(), 'a text');
    await expect(loadModel(file())).rejects.toThrow(/not a sound safetensors file/);
    await saveModel(file(), small(1));
    await expect(loadModelWeights(file(), sequential([dense(1)], { inputShape: [3] }))).rejects.toThrow(
      /model\.safetensors: the weights are of another model than 'sequential'/,
    );
    await expect(saveModel(join(folder, 'model.bin'), small(1))).rejects.toThrow(
      /model\.bin: a file of weights is expected to end in \.safetensors$/,
    );
    expect((await readdir(folder)).sort()).toEqual(['model.json', 'model.safetensors']);
  });
});

describe('log files', () => {
  const logs = () => [jsonLinesFile(join(folder, 'log.jsonl')), csvFile(join(folder, 'log.csv'))];
  const epochsLogged = async () => {
    const json = (await readFile(join(folder, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
    const csv = (await readFile(join(folder, 'log.csv'), 'utf8')).trimEnd().split('\n');
    expect(csv.filter((line) => line.startsWith('epoch,loss,'))).toHaveLength(1);
    return {
      json: json.map((line) => (JSON.parse(line) as { epoch: number }).epoch),
      csv: csv.slice(1).map((line) => Number(line.split(',')[0])),
    };
  };

  it('get a line per epoch, and each training begins its own', async () => {
    for (let run = 0; run < 2; run++) {
      await train(logs());
      expect(await epochsLogged()).toEqual({ json: [1, 2, 3], csv: [1, 2, 3] });
    }
  });

  it('have every epoch once when a training is resumed from before the last lines', async () => {
    let afterFirst: Checkpoint | undefined;
    const take: Callback = {
      name: 'take',
      onEpochEnd: async (training) => {
        if (training.epoch === 1) afterFirst = await training.checkpoint();
      },
    };
    await train([...logs(), take]);
    await writeFile(join(folder, 'log.jsonl'), `${await readFile(join(folder, 'log.jsonl'), 'utf8')}{"epoch":4,"lo`);
    await train(logs(), afterFirst, 4);
    expect(await epochsLogged()).toEqual({ json: [1, 2, 3, 4], csv: [1, 2, 3, 4] });
  });

  it('that cannot be written end the training with one line', async () => {
    await mkdir(join(folder, 'log.csv'));
    await expect(train([csvFile(join(folder, 'log.csv'))])).rejects.toThrow(/^cannot write .*log\.csv: it is a folder/);
  });
});

describe('run folders', () => {
  it('hold the configuration, and name their files', async () => {
    const run = await createRunFolder(join(folder, 'runs'), 'first', { seed: 1 });
    expect(run).toEqual(runFolderAt(join(folder, 'runs', 'first')));
    expect(run.checkpoint).toBe(join(folder, 'runs', 'first', 'checkpoint.safetensors'));
    expect((await openRunFolder(run.path)).config).toEqual({ seed: 1 });
  });

  it('are not given to another run', async () => {
    const { config } = await createRunFolder(folder, 'first', { seed: 1 });
    await expect(createRunFolder(folder, 'first', { seed: 2 })).rejects.toThrow(
      /first is taken: it holds config\.json; choose another name, or resume the run that is there$/,
    );
    expect(JSON.parse(await readFile(config, 'utf8'))).toEqual({ seed: 1 });
    await mkdir(join(folder, 'notes'));
    await writeFile(join(folder, 'notes', 'a.txt'), '');
    await expect(createRunFolder(folder, 'notes', {})).rejects.toThrow(/notes is taken: it holds a\.txt/);
  });

  it('that are empty, or hold only what a kill left, can be used', async () => {
    await mkdir(join(folder, 'empty'));
    await createRunFolder(folder, 'empty', {});
    await mkdir(join(folder, 'killed'));
    await writeFile(join(folder, 'killed', '.config.json.1234.partial'), '{');
    await createRunFolder(folder, 'killed', {});
  });

  it('get the first name that is not taken', async () => {
    const runs = join(folder, 'new', 'runs');
    expect((await createNextRunFolder(runs, 'mlp', { seed: 1 })).name).toBe('mlp');
    await mkdir(join(runs, 'mlp-2'));
    const { name, path } = await createNextRunFolder(runs, 'mlp', { seed: 2 });
    expect(name).toBe('mlp-3');
    expect((await openRunFolder(path)).config).toEqual({ seed: 2 });
  });

  it('that are begun at the same instant are one for each', async () => {
    const seeds = [0, 1, 2, 3, 4, 5, 6, 7];
    const runs = await Promise.all(seeds.map((seed) => createNextRunFolder(folder, 'mlp', { seed })));
    expect(new Set(runs.map(({ name }) => name)).size).toBe(seeds.length);
    const configs = await Promise.all(runs.map(async ({ path }) => (await openRunFolder(path)).config));
    expect(configs).toEqual(seeds.map((seed) => ({ seed })));
  });

  it('of one name that are begun at the same instant are given to one only', async () => {
    const seeds = [0, 1, 2, 3, 4, 5, 6, 7];
    const outcomes = await Promise.allSettled(seeds.map((seed) => createRunFolder(folder, 'first', { seed })));
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect((await openRunFolder(join(folder, 'first'))).config).toEqual({ seed: winner });
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
    expect(errors).toHaveLength(seeds.length - 1);
    for (const error of errors) expect(error).toMatch(/first is taken: it holds config\.json; choose another name/);
  });

  it.each(['', '.', '..', '.hidden', 'a/b', 'a\\b', 'line\nbreak'])('cannot be called %j', async (name) => {
    await expect(createRunFolder(folder, name, {})).rejects.toThrow(
      /cannot name a folder; use letters, digits, - and _$/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('that do not exist are refused with those that do', async () => {
    await expect(openRunFolder(join(folder, 'none'))).rejects.toThrow(
      /^cannot open the run .*none: no such file or folder \(ENOENT\); .* has no runs$/,
    );
    await createRunFolder(folder, 'second', {});
    await createRunFolder(folder, 'first', {});
    await mkdir(join(folder, 'other'));
    await expect(openRunFolder(join(folder, 'none'))).rejects.toThrow(/has the runs first, second$/);
    await expect(openRunFolder(join(folder, 'other'))).rejects.toThrow(
      /other is no run: it has no config\.json; .*first, second$/,
    );
  });

  it('with a damaged configuration are refused', async () => {
    const { config, path } = await createRunFolder(folder, 'first', {});
    await writeFile(config, '{"seed":');
    await expect(openRunFolder(path)).rejects.toThrow(
      /config\.json: the configuration of the run is no JSON: .* was edited$/,
    );
    await writeFile(config, '[]');
    await expect(openRunFolder(path)).rejects.toThrow(/config\.json: the configuration of the run is no JSON object$/);
  });
});
