import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decode, encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { imageAt } from '../../src/data/dataset.js';
import { drawDigitData } from '../../src/data/drawn-digits.js';
import { jsonLinesOf, linesOf, workspace } from './handgrad.js';

const { run, path, write } = await workspace();

const trained = run('train mlp --dataset idx --hidden 64 --epochs 8 --batch-size 16 --name trained --json');
const drawn = await drawDigitData({ seed: 3, trainCount: 600, testCount: 200 });

async function resultOf(commandLine: string): Promise<Record<string, unknown>> {
  const { stdout, stderr, code } = await run(commandLine);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(linesOf(stdout)).toHaveLength(1);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('handgrad eval', () => {
  it('measures what training measured at its end, of a run by folder, by name, and by its file', async () => {
    const end = jsonLinesOf((await trained).stdout).at(-1)!;
    for (const target of ['runs/trained', 'trained', 'runs/trained/model.safetensors --dataset idx']) {
      const result = await resultOf(`eval ${target} --json`);
      expect(result).toMatchObject({ accuracy: end.testAccuracy, loss: end.testLoss, examples: 200, topK: 3 });
    }
  });

  it('counts every test image once in the confusion matrix, and agrees with its accuracy', async () => {
    await trained;
    const result = await resultOf('eval trained --json');
    const counts = result.confusionMatrix as number[][];
    expect(counts.flat().reduce((a, b) => a + b)).toBe(200);
    expect(counts.reduce((right, row, i) => right + row[i], 0) / 200).toBe(result.accuracy);
    expect(result.topKAccuracy).toBeGreaterThan(result.accuracy as number);
    expect(result.classes).toHaveLength(10);
  });

  it('shows loss, accuracy, matrix and classes in 80 columns', async () => {
    await trained;
    const { stdout } = await run('eval runs/trained --top-k 2');
    const lines = linesOf(stdout);
    expect(lines[0]).toMatch(/^Data: idx: .* Backend: reference/);
    expect(stdout).toMatch(/^Loss \d\.\d{4}, accuracy \d+\.\d\d %, top 2 \d+\.\d\d %$/m);
    expect(stdout).toMatch(/^label +0 +1 +2/m);
    expect(stdout).toMatch(/^ class +precision +recall/m);
    expect(lines.slice(1).filter((line) => line.length > 80)).toEqual([]);
  });

  it('counts the label among the k likeliest: always among ten', async () => {
    await trained;
    expect(await resultOf('eval trained --json --top-k 10')).toMatchObject({ topK: 10, topKAccuracy: 1 });
  });
});

describe('handgrad predict', () => {
  /** A test digit, dark on light and enlarged, as somebody might draw it. */
  function picture(index: number, scale = 3): Uint8Array {
    const side = 28 * scale;
    const pixels = imageAt(drawn.test, index);
    const data = Uint8Array.from({ length: side * side }, (_, i) => {
      return 255 - pixels[Math.floor(i / side / scale) * 28 + Math.floor((i % side) / scale)];
    });
    return encode({ width: side, height: side, data, channels: 1, depth: 8 });
  }

  it('reads a picture of another size and dark on light, and shows what the network sees', async () => {
    await trained;
    await write('seen.png', picture(0));
    const { stdout, code } = await run('predict runs/trained seen.png');
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines[0]).toMatch(/^seen\.png: \d \(\d+\.\d\d %\)$/);
    expect(lines[1]).toBe('  read 84 x 84 grey');
    expect(lines[2]).toBe('  inverted (dark ink on light paper)');
    expect(lines.filter((line) => /^.{28} {3}\d [█▌ ]{30} +\d+\.\d\d %$/.test(line))).toHaveLength(10);
    expect(stdout).toMatch(/█/);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('gives probabilities that add up to 1, the largest for its answer', async () => {
    await trained;
    await write('one.png', picture(1));
    const { pictures } = (await resultOf('predict trained one.png --json')) as {
      pictures: { prediction: number; probabilities: number[] }[];
    };
    const [{ prediction, probabilities }] = pictures;
    expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(probabilities[prediction]).toBe(Math.max(...probabilities));
  });

  it('counts the right answers of a folder of labelled digits', async () => {
    await trained;
    for (let i = 0; i < 40; i++) await write(`labelled/${drawn.test.labels[i]}/${i}.png`, picture(i, 2));
    const { stdout } = await run('predict trained labelled --brief');
    const lines = linesOf(stdout);
    expect(lines).toHaveLength(41);
    const right = lines.filter((line) => line.endsWith(', right')).length;
    expect(lines.at(-1)).toBe(`${right} of 40 right (${((100 * right) / 40).toFixed(2)} %)`);
    // The network has 80 % and more of such digits right; guessing, it would have 10 %.
    expect(right).toBeGreaterThan(24);
    expect(await resultOf('predict trained labelled --json')).toMatchObject({ labelled: 40, right });
  });

  it('says what a wrong answer should have been', async () => {
    await trained;
    // The digit lies under another name.
    const label = (drawn.test.labels[2] + 1) % 10;
    await write(`mislabelled/${label}.png`, picture(2));
    const { stdout } = await run('predict trained mislabelled --brief');
    expect(linesOf(stdout)[0]).toMatch(new RegExp(`, wrong: it is a ${label}$`));
  });
});

describe('handgrad summary', () => {
  it('shows the published networks with their published numbers of parameters', async () => {
    expect((await run('summary mlp')).stdout).toMatch(/^Total +159,010 /m);
    expect((await run('summary cnn')).stdout).toMatch(/^Total +6,831 /m);
  });

  it('takes the flags of a network', async () => {
    expect(await resultOf('summary mlp --hidden 32,16 --batch-norm --json')).toMatchObject({
      total: 784 * 32 + 4 * 32 + 32 * 16 + 4 * 16 + 16 * 10 + 10,
      nonTrainable: 2 * (32 + 16),
    });
  });

  it('reads a run, its weights and its description, which are of one network', async () => {
    await trained;
    const [first, ...others] = await Promise.all(
      ['trained', 'runs/trained', 'runs/trained/model.safetensors', 'runs/trained/model.json'].map((target) =>
        resultOf(`summary ${target} --json`),
      ),
    );
    expect(first.total).toBe(784 * 64 + 64 + 640 + 10);
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('handgrad gradcheck', () => {
  it('checks an operation and a layer of one name, in both ways, and passes', async () => {
    const { stdout, code } = await run('gradcheck --only conv2d');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^conv2d$/m);
    expect(stdout).toMatch(/^conv2d layer$/m);
    expect(stdout).toMatch(/^ {2}\S.* \d\.\de-\d\d +\d\.\de-\d\d {2}pass$/m);
    expect(linesOf(stdout).filter((line) => line.length > 80)).toEqual([]);
  });

  it('checks every operation and every layer', async () => {
    const { stdout, code } = await run('gradcheck --json');
    expect(code).toBe(0);
    const checks = jsonLinesOf(stdout);
    expect(checks.every(({ passed }) => passed === true)).toBe(true);
    const kinds = (kind: string) => new Set(checks.filter((check) => check.kind === kind).map(({ name }) => name));
    expect(kinds('operation')).toContain('softmaxCrossEntropy');
    expect(kinds('operation').size).toBeGreaterThan(40);
    expect(kinds('layer')).toContain('batchNorm');
    expect(checks.every(({ projection, jacobian }) => (projection === null) === (jacobian === null))).toBe(true);
  });

  it('checks second derivatives with --order 2', async () => {
    const [check] = jsonLinesOf((await run('gradcheck --only sigmoid --order 2 --json')).stdout);
    expect(check).toMatchObject({ name: 'sigmoid', passed: true, projection: expect.any(Number) });
  });
});

describe('handgrad data', () => {
  it('lists what is there and what is not', async () => {
    const { stdout } = await run('data list');
    expect(stdout).toMatch(/^mnist: .*\n {2}complete in .*own\ndigits: .*\n {2}absent in datasets\/digits\n/m);
    expect(stdout).toMatch(
      /^kaggle: .*\n {2}absent in .*own\/kaggle\npolymnist: .*\n {2}absent in .*own\/polymnist\n$/m,
    );
    expect(linesOf(stdout).filter((line) => !line.startsWith('  ') && line.length > 80)).toEqual([]);
    const listed = (await resultOf('data list --json --data nowhere')) as unknown as { name: string; state: string }[];
    expect(listed.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'mnist absent',
      'digits absent',
      'kaggle absent',
      'polymnist absent',
    ]);
  });

  it('draws the same digits for a seed, in a format that can be trained on', async () => {
    const first = await run('data draw --count 60 --seed 4 --out drawn');
    expect(first.stdout).toBe('60 + 10 digits: drawn; train with --dataset idx --data drawn\n');
    await run('data draw --count 60 --seed 4 --out again');
    for (const file of readdirSync(path('drawn'))) {
      expect(readFileSync(path('again', file)).equals(readFileSync(path('drawn', file))), file).toBe(true);
    }
    const { stdout } = await run('train mlp --dataset idx --data drawn --epochs 1 --no-save --quiet');
    expect(stdout).toMatch(/^Data: idx: 60 \+ 10 images from drawn \(given by --data\)/);
  });

  it('draws a contact sheet, and nothing else without --out', async () => {
    const { stdout } = await run('data draw --count 50 --sheet pictures/sheet.png');
    expect(stdout).toBe('picture of 50 digits: pictures/sheet.png\n');
    const { width, height, data } = decode(readFileSync(path('pictures/sheet.png')));
    expect([width, height]).toEqual([20 * 30 + 2, 3 * 30 + 2]);
    expect(Math.max(...data)).toBeGreaterThan(200);
    expect(existsSync(path('datasets'))).toBe(false);
  });

  it('verifies: digits in the format of MNIST that are not MNIST are found out', async () => {
    const { stdout, code } = await run('data verify');
    expect(code).toBe(1);
    expect(stdout).toMatch(/train-images-idx3-ubyte\.gz {2}data: .*the SHA-256 of the content is/);
    const checks = JSON.parse((await run('data verify --json')).stdout) as { status: string }[];
    expect(checks.map(({ status }) => status)).toEqual(['wrong', 'wrong', 'wrong', 'wrong']);
  });

  it('fetches nothing with --no-network, and says why', async () => {
    const { code, stderr } = await run('data fetch --no-network --data fetched');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^handgrad: download: no mirror gave train-images-idx3-ubyte\.gz \(.*--no-network was given.*\)\n$/,
    );
    expect(existsSync(path('fetched'))).toBe(false);
  });
});

const mnist = fileURLToPath(new URL('../../../shared/datasets/mnist', import.meta.url));
describe.skipIf(!existsSync(mnist))(
  'handgrad data with the real MNIST (skipped where it is not beside the project)',
  () => {
    it('verifies it', async () => {
      const { code } = await run(`data verify --data ${mnist}`);
      expect(code).toBe(0);
    });
  },
);

describe('handgrad devices', () => {
  it('lists every backend, and what auto takes', async () => {
    const { stdout, code } = await run('devices');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^webgpu: /m);
    expect(stdout).toMatch(/^reference: plain loops on one CPU core\n {2}computes in float32, float64, int32, uint8$/m);
    expect(stdout).toMatch(/^gpujs: gpu\.js on webasm, the rest on wasm: /m);
    expect(stdout).toMatch(/^ {2}kernels of gpu\.js: matmul, conv2d, .*; all others are the CPU's$/m);
    expect(stdout).toMatch(/^ {2}gpujs:webgl2 +only browsers have it\n/m);
    expect(stdout).toMatch(/^ {2}gpujs:cpu +works$/m);
    expect(stdout).toMatch(/^auto takes (webgpu|wasm) /m);
  });

  it('says in JSON why a backend cannot be used, or what its limits are', async () => {
    const { stdout } = await run('devices --json');
    const { backends } = JSON.parse(stdout) as {
      backends: {
        name: string;
        problem: string | null;
        adapters: { limits: Record<string, number>; tuning: { file: string; products: number } }[];
      }[];
    };
    expect(backends.map(({ name }) => name)).toEqual(['webgpu', 'wasm', 'reference', 'gpujs']);
    const [webgpu, wasm, reference] = backends;
    expect([wasm.problem, reference.problem]).toEqual([null, null]);
    if (webgpu.problem === null) {
      expect(webgpu.adapters[0].limits.maxComputeInvocationsPerWorkgroup).toBeGreaterThan(127);
      expect(webgpu.adapters[0].tuning.file).toMatch(/tiles-.*\.json$/);
    } else expect(webgpu.problem).toMatch(/^webgpu: /);
  });
});

describe('help', () => {
  const commands = [
    '',
    'train',
    'eval',
    'predict',
    'report',
    'compare',
    'summary',
    'explain',
    'explore',
    'gradcheck',
    'data',
    'data list',
    'data fetch',
    'data verify',
    'data draw',
    'devices',
  ];

  it.each(commands)('handgrad %s --help shows usage, flags and an example in 80 columns', async (command) => {
    const { stdout, stderr, code } = await run(`${command} --help`);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(new RegExp(`^Usage: handgrad ${command}`));
    expect(stdout).toMatch(/^ +--help +show this help$/m);
    expect(stdout).toMatch(/^Examples?:\n {2}handgrad /m);
    expect(linesOf(stdout).filter((line) => line.length > 80)).toEqual([]);
  });

  it('names every command', async () => {
    const { stdout } = await run('--help');
    for (const command of commands.filter((name) => name !== '' && !name.includes(' '))) {
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
  });

  it('handgrad help <command> is handgrad <command> --help', async () => {
    expect((await run('help eval')).stdout).toBe((await run('eval --help')).stdout);
  });

  it('handgrad --version is the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect((await run('--version')).stdout).toBe(`${version}\n`);
  });
});
