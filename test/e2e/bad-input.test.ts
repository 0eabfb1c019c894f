/**
 * What is wrong with a command, its data or its files is said in one line, with the exit code that belongs to it: 2 where the command was
 * given wrongly, 1 where it could not be done. What goes wrong below the command line is in test/unit/bad-input.test.ts.
 */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { encodeIdxImages, encodeIdxLabels } from '../../src/data/idx-format.js';
import { drawDigitData } from '../../src/data/drawn-digits.js';
import { encodeSafetensors } from '../../src/train/safetensors.js';
import { linesOf, workspace } from './handgrad.js';

const { run, path, write } = await workspace({ trainCount: 60, testCount: 20 });
const TRAIN = 'train mlp --dataset idx --hidden 4 --epochs 1 --quiet';

// Sound things, which the cases damage.
await run(`${TRAIN} --name sound --no-report`);
await run('train cnn --dataset idx --epochs 1 --quiet --name other --no-report');
const sound = (file: string) => new Uint8Array(readFileSync(path('runs/sound', file)));
const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2);

/** Makes a run like the sound one, with some of its files replaced (null: missing). */
function damagedRun(name: string, files: Record<string, Uint8Array | string | null>): void {
  mkdirSync(path('runs', name), { recursive: true });
  for (const file of readdirSync(path('runs/sound'))) {
    if (!(file in files)) copyFileSync(path('runs/sound', file), path('runs', name, file));
  }
  for (const [file, content] of Object.entries(files)) {
    if (content !== null) writeFileSync(path('runs', name, file), content);
  }
}

const drawn = await drawDigitData({ seed: 3, trainCount: 12, testCount: 6 });
const trainImages = encodeIdxImages({ ...drawn.train, pixels: drawn.train.images });
const trainLabels = encodeIdxLabels(drawn.train.labels);

/** Writes a folder in MNIST's format with some of its files replaced (null: missing). */
async function damagedData(name: string, files: Record<string, Uint8Array | null>): Promise<void> {
  const contents: Record<string, Uint8Array | null> = {
    'train-images-idx3-ubyte': trainImages,
    'train-labels-idx1-ubyte': trainLabels,
    't10k-images-idx3-ubyte': encodeIdxImages({ ...drawn.test, pixels: drawn.test.images }),
    't10k-labels-idx1-ubyte': encodeIdxLabels(drawn.test.labels),
    ...files,
  };
  for (const [file, content] of Object.entries(contents)) if (content) await write(`${name}/${file}`, content);
}

/** The same bytes with some of them changed. */
function changed(bytes: Uint8Array, from: number, values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, from);
  return copy;
}

const greyPng = (pixels: number[]) =>
  encode({ width: 2, height: pixels.length / 2, data: Uint8Array.from(pixels), channels: 1, depth: 8 });

interface Case {
  readonly what: string;
  readonly command: string;
  /** The whole of what is said on standard error, after `handgrad: `. */
  readonly message: RegExp;
  readonly code?: 1 | 2;
  readonly prepare?: () => void | Promise<void>;
  readonly env?: Record<string, string | undefined>;
  /** Whether the case cannot be made here. */
  readonly skip?: boolean;
}

const number = (flag: string, value: string, expected: string): Case => ({
  what: `${flag} ${value}`,
  command: `train mlp ${flag} ${value}`,
  code: 2,
  message: new RegExp(
    `^option '${flag} <.*>' argument '${value}' is invalid, expected ${expected}; see handgrad train --help$`,
  ),
});

const usage: Case[] = [
  {
    what: 'no command',
    command: '',
    message: /^no command given, expected one of train, eval, .*devices.*; see handgrad --help$/,
  },
  {
    what: 'an unknown command',
    command: 'trian',
    message: /^unknown command 'trian' \(Did you mean train\?\); see handgrad --help$/,
  },
  {
    what: 'an unknown command of data',
    command: 'data burn',
    message: /^unknown command 'burn'; see handgrad data --help$/,
  },
  {
    what: 'no command of data',
    command: 'data',
    message: /^no command given, expected one of list, fetch, verify, draw.*; see handgrad data --help$/,
  },
  {
    what: 'an unknown flag',
    command: 'train mlp --epoch 3',
    message: /^unknown option '--epoch' \(Did you mean --epochs\?\); see handgrad train --help$/,
  },
  {
    what: 'a flag of another command',
    command: 'predict runs/sound a.png --epochs 3',
    message: /^unknown option '--epochs'; see handgrad predict --help$/,
  },
  { what: 'no preset', command: 'train', message: /^missing required argument 'network'; see handgrad train --help$/ },
  {
    what: 'an unknown preset',
    command: 'train rnn',
    message:
      /^command-argument value 'rnn' is invalid for argument 'network', expected mlp, cnn or a recipe file \(\*\.json\); see handgrad train --help$/,
  },
  {
    what: 'an argument too many',
    command: 'train mlp cnn',
    message: /^too many arguments for 'train', expected 1 argument but got 2; see handgrad train --help$/,
  },
  {
    what: 'a flag without its value',
    command: 'train mlp --epochs',
    message: /^option '--epochs <count>' argument missing; see handgrad train --help$/,
  },
  {
    what: 'predict without a picture',
    command: 'predict runs/sound',
    message: /^missing required argument 'pictures'; see handgrad predict --help$/,
  },
  number('--epochs', '1.5', 'a whole number from 1 up'),
  number('--epochs', '0', 'a whole number from 1 up'),
  number('--epochs', 'many', 'a whole number from 1 up'),
  number('--batch-size', '0', 'a whole number from 1 up'),
  number('--hidden', '0', 'a whole number from 1 up'),
  number('--hidden', '200,,100', 'a whole number from 1 up'),
  number('--learning-rate', '-0.1', 'a number from 0 up'),
  number('--learning-rate', 'Infinity', 'a number from 0 up'),
  number('--dropout', '1', 'a number from 0 up and below 1'),
  number('--validation-share', '1', 'a number above 0 and below 1'),
  number('--beta1', '1', 'a number from 0 up and below 1'),
  number('--clip-norm', '0', 'a number above 0'),
  number('--seed', '-1', 'a whole number from 0 up'),
  number('--train-limit', '0', 'a whole number from 1 up'),
  number('--checkpoint-every', '0', 'a number above 0'),
  number('--optimizer', 'lion', 'one of sgd, adam, adamw, nadam, rmsprop'),
  number('--schedule', 'linear', 'one of constant, inverse-time, step, exponential, cosine'),
  number('--activation', 'swish', 'one of linear, relu, .*'),
  number('--initializer', 'xavier', 'one of zeros, ones, glorotUniform, .*'),
  number('--backend', 'cuda', 'one of auto, webgpu, wasm, reference, gpujs'),
  number('--dataset', 'cifar', 'one of auto, mnist, digits, idx, kaggle, polymnist'),
  number('--name', '../up', 'a name of letters, .*'),
  {
    what: 'an unknown backend in the environment',
    command: 'eval runs/sound',
    env: { HANDGRAD_BACKEND: 'cuda' },
    message:
      /^option '--backend <name>' value 'cuda' from env 'HANDGRAD_BACKEND' is invalid, expected one of .*; see handgrad eval --help$/,
  },
  {
    what: '--validation and --validation-share',
    command: 'train mlp --validation test --validation-share 0.1',
    message: /^option '--validation <set>' cannot be used with option '--validation-share <share>'; see /,
  },
  {
    what: 'convolutions of an mlp',
    command: 'train mlp --filters 8',
    message: /^--filters: an mlp has dense layers only; cnn has convolutions; see handgrad train --help$/,
  },
  {
    what: 'fewer kernels than filters',
    command: 'train cnn --dataset idx --filters 8,16,32',
    message: /^--kernels has 2 values \(5,4\), --filters 3 \(8,16,32\); give one for each convolution; see /,
  },
  {
    what: 'more pools than filters',
    command: 'train cnn --dataset idx --pools 2,2,2',
    message: /^--pools has 3 values \(2,2,2\), --filters 2 \(12,23\); give one for each convolution; see /,
  },
  {
    what: 'a kernel larger than the image',
    command: 'train cnn --dataset idx --kernels 29,4',
    message:
      /^layer 'conv2d': conv2d: the kernel reaches over 29 rows, the padded input has 28 .*; see handgrad train --help$/,
  },
  {
    what: 'a pooling larger than what is left',
    command: 'summary cnn --pools 2,10',
    message:
      /^layer 'maxPool2d_1': maxPool2d: the window reaches over 10 rows, the padded input has 9 .*; see handgrad summary --help$/,
  },
  {
    what: 'three rates of dropout for one layer',
    command: 'train mlp --dataset idx --dropout 0.1,0.2,0.3',
    message:
      /^--dropout has 3 rates \(0\.1,0\.2,0\.3\) for 1 layer before the last; give one for each, or one for all; see /,
  },
  {
    what: 'momentum for adam',
    command: 'train mlp --momentum 0.9',
    message: /^--momentum is no option of adam; it belongs to sgd; see /,
  },
  {
    what: 'two ways to clip',
    command: 'train mlp --clip-value 1 --clip-norm 1',
    message: /^adam: clipValue and clipNorm exclude each other; give one of them; see /,
  },
  {
    what: 'a schedule without its numbers',
    command: 'train mlp --schedule step --decay-every 5',
    message: /^--schedule step needs --decay-factor and --decay-every; --decay-factor is missing; see /,
  },
  {
    what: 'a number of another schedule',
    command: 'train mlp --decay 0.1',
    message: /^--decay is no option of --schedule constant; see /,
  },
  {
    what: 'a warm-up as long as the training',
    command: `${TRAIN} --warm-up-steps 9`,
    message: /^warmUp: it has 9 steps, but the whole training has 1; warm up less; see /,
  },
  {
    what: 'a factor without a plateau',
    command: 'train mlp --factor 0.5',
    message: /^--factor has no effect without --reduce-on-plateau; see /,
  },
  {
    what: 'a figure that nobody watches',
    command: 'train mlp --monitor loss',
    message: /^--monitor has no effect without --early-stopping or --reduce-on-plateau; see /,
  },
  {
    what: 'a share that leaves no image',
    command: `${TRAIN} --train-limit 3 --validation-share 0.9`,
    code: 1,
    message: /^dataset idx: a validation share of 0\.9 leaves 0 of 3 images for training and 3 for validation; .*$/,
  },
  {
    what: '--resume without a name',
    command: 'train mlp --resume',
    message: /^--resume needs the --name of the run to go on with; see /,
  },
  {
    what: 'a setting that contradicts the resumed run',
    command: 'train mlp --resume --name sound --epochs 9',
    message: /^--epochs contradicts runs\/sound, which was begun with 1; leave it out, or begin a new run; see /,
  },
  {
    what: 'another validation than the resumed run',
    command: 'train mlp --resume --name sound --validation-share 0.5',
    message: /^--validation-share contradicts runs\/sound, which was begun with test; .*; see /,
  },
  {
    what: 'no shuffling of a resumed run that shuffles',
    command: 'train mlp --resume --name sound --no-shuffle',
    message: /^--no-shuffle contradicts runs\/sound, which was begun with true; .*; see /,
  },
  {
    what: 'another network than the resumed run',
    command: 'train cnn --resume --name sound',
    message: /^runs\/sound trains the mlp, not the cnn; resume it as what it is; see /,
  },
  {
    what: 'flags of a network for a run',
    command: 'summary runs/sound --hidden 3',
    message: /^the flags of a network go with mlp or cnn; runs\/sound is built as it is; see handgrad summary --help$/,
  },
  {
    what: 'an unknown operation',
    command: 'gradcheck --only conv3d',
    message: /^--only conv3d: there is no such operation or layer \(known: add, .*\); see handgrad gradcheck --help$/,
  },
  {
    what: 'digits drawn to nowhere',
    command: 'data draw --count 5',
    message: /^digits of your own need --out, a folder for them, or --sheet, a picture; see handgrad data draw --help$/,
  },
];

const data: Case[] = [
  {
    what: 'no number of threads for wasm',
    command: `${TRAIN} --backend wasm:0`,
    message: /^wasm: '0' is no number of threads; expected a whole number from 1, as in wasm:4$/,
  },
  {
    what: 'a mode of a backend without modes',
    command: `${TRAIN} --backend reference:fast`,
    message: /^reference: it has no mode 'fast'; expected reference alone$/,
  },
  {
    what: 'a folder without data',
    command: `${TRAIN} --data nowhere`,
    message: /^data: nowhere has no train-images-idx3-ubyte\.gz \(nor train-images-idx3-ubyte\); put it there$/,
  },
  {
    what: 'a folder that was named and has no MNIST',
    command: 'train mlp --data nowhere',
    message:
      /^data: no MNIST in nowhere \(given by --data\): found none of its four files there .*; give the right folder, .*$/,
  },
  {
    what: 'data that are not MNIST',
    command: 'train mlp --dataset mnist',
    message: /^data: .*train-images-idx3-ubyte\.gz: the SHA-256 of the content is .*, expected .*; .*get it again$/,
  },
  {
    what: 'MNIST without a network',
    command: 'train mlp --dataset mnist --no-network',
    env: { HANDGRAD_DATA: undefined },
    message: /^download: no mirror gave train-images-idx3-ubyte\.gz \(.*--no-network was given.*\)$/,
  },
  {
    what: 'a truncated gzip file',
    prepare: () => damagedData('gzip', { 'train-images-idx3-ubyte': half(gzipSync(trainImages)) }),
    command: `${TRAIN} --data gzip`,
    message: /^idx: gzip\/train-images-idx3-ubyte: the gzip data are truncated or damaged \(.*\); get the file again$/,
  },
  {
    what: 'another magic number',
    prepare: () => damagedData('magic', { 'train-images-idx3-ubyte': changed(trainImages, 0, [1, 2, 3, 4]) }),
    command: `${TRAIN} --data magic`,
    message:
      /^idx: magic\/train-images-idx3-ubyte begins with 16909060, expected the magic number 2051 of IDX images; give the right file$/,
  },
  {
    what: 'labels where images should be',
    prepare: () => damagedData('swapped', { 'train-images-idx3-ubyte': trainLabels }),
    command: `${TRAIN} --data swapped`,
    message:
      /^idx: swapped\/train-images-idx3-ubyte begins with 2049, expected the magic number 2051 of IDX images: it holds labels; .*$/,
  },
  {
    what: 'fewer images than the header says',
    prepare: () => damagedData('count', { 'train-images-idx3-ubyte': changed(trainImages, 7, [13]) }),
    command: `${TRAIN} --data count`,
    message:
      /^idx: count\/train-images-idx3-ubyte is truncated: 9408 bytes after the header, expected 10192 \(13 images of 28 x 28\); .*$/,
  },
  {
    what: 'bytes left over',
    prepare: () => damagedData('longer', { 'train-labels-idx1-ubyte': changed(trainLabels, 7, [11]) }),
    command: `${TRAIN} --data longer`,
    message:
      /^idx: longer\/train-labels-idx1-ubyte has bytes left over: 12 bytes after the header, expected 11 \(11 labels\); .*$/,
  },
  {
    what: 'more images than labels',
    prepare: () =>
      damagedData('labels', { 'train-labels-idx1-ubyte': encodeIdxLabels(drawn.train.labels.subarray(1)) }),
    command: `${TRAIN} --data labels`,
    message:
      /^idx: labels\/train-images-idx3-ubyte has 12 images, labels\/train-labels-idx1-ubyte has 11 labels, expected as many; .*$/,
  },
  {
    what: 'the label 10',
    prepare: () => damagedData('ten', { 'train-labels-idx1-ubyte': changed(trainLabels, 8 + 3, [10]) }),
    command: `${TRAIN} --data ten`,
    message: /^idx: ten\/train-labels-idx1-ubyte: label 3 is 10, expected 0 to 9; correct the file or get it again$/,
  },
  {
    what: 'an empty file',
    prepare: () => damagedData('empty', { 't10k-labels-idx1-ubyte': new Uint8Array() }),
    command: `${TRAIN} --data empty`,
    message: /^idx: empty\/t10k-labels-idx1-ubyte is empty \(0 bytes\), expected an IDX file; get the file again$/,
  },
  {
    what: 'test images of another size',
    prepare: () =>
      damagedData('size', {
        't10k-images-idx3-ubyte': encodeIdxImages({ count: 6, height: 2, width: 2, pixels: new Uint8Array(24) }),
      }),
    command: `${TRAIN} --data size`,
    message: /^data: in size training images are 28 x 28, test images 2 x 2, expected the same; .*$/,
  },
  {
    what: 'a file where a folder should be',
    prepare: () => write('file.txt', 'no folder'),
    command: `${TRAIN} --data file.txt`,
    message: /^data: cannot read the folder file\.txt: .*\(ENOTDIR\)$/,
  },
  {
    what: 'a resumed run on other data',
    prepare: () => damagedData('otherData', {}),
    command: 'train mlp --resume --name sound --data otherData',
    message:
      /^runs\/sound was begun on other data than these \(idx: 12 \+ 6 images from otherData .*\); give the folder it had with --data$/,
  },
];

const pictures: Case[] = [
  {
    what: 'a picture that is not there',
    command: 'predict sound none.png',
    message: /^picture: cannot read none\.png: no such file or folder \(ENOENT\)$/,
  },
  {
    what: 'a picture of 16 bits',
    prepare: () => write('deep.png', encode({ width: 2, height: 2, data: new Uint16Array(4), channels: 1, depth: 16 })),
    command: 'predict sound deep.png',
    message: /^png: deep\.png has 16 bits a channel, expected 8; convert it to 8 bit$/,
  },
  {
    what: 'a damaged picture',
    prepare: () => write('damaged.png', half(greyPng([0, 255, 0, 255, 9, 9, 3, 200]))),
    command: 'predict sound damaged.png',
    message: /^png: damaged\.png is damaged \(.*\); save the picture again$/,
  },
  {
    what: 'a picture whose checksum is wrong',
    prepare: () => {
      const png = greyPng([0, 255, 0, 255]);
      return write('crc.png', changed(png, png.length - 20, [png[png.length - 20] ^ 255]));
    },
    command: 'predict sound crc.png',
    message: /^png: crc\.png is damaged \(.*\); save the picture again$/,
  },
  {
    what: 'an empty picture',
    prepare: () => write('empty.png', ''),
    command: 'predict sound empty.png',
    message: /^png: empty\.png is empty \(0 bytes\), expected a PNG picture$/,
  },
  {
    what: 'no PNG',
    prepare: () => write('text.png', 'I am a text'),
    command: 'predict sound text.png',
    message: /^png: text\.png is no PNG .*; convert the picture to PNG$/,
  },
  {
    what: 'an empty sheet',
    prepare: () => write('blank.png', greyPng([250, 251, 250, 251])),
    command: 'predict sound blank.png',
    message: /^picture: blank\.png shows no digit: its greys go from 250 to 251, .*; draw with more contrast$/,
  },
  {
    what: 'an empty folder',
    prepare: () => void mkdirSync(path('nothing')),
    command: 'predict sound nothing',
    message: /^folder: nothing holds no digits, expected <label>\.png or <label>\/<name>\.png .*$/,
  },
  {
    what: 'a folder without pictures',
    prepare: () => write('notes/read.txt', 'hello'),
    command: 'predict sound notes',
    message: /^folder: notes holds no digits, expected .*$/,
  },
  {
    what: 'a picture in another format',
    prepare: () => write('photos/3/a.jpg', 'x'),
    command: 'predict sound photos',
    message: /^folder: photos\/3\/a\.jpg is a JPG file, expected PNG; convert it to PNG$/,
  },
  {
    what: 'a picture whose name says no digit',
    prepare: () => write('named/seven.png', greyPng([0, 255])),
    command: 'predict sound named',
    message: /^folder: the name of named\/seven\.png says no digit, expected .*; rename it$/,
  },
];

const runs: Case[] = [
  {
    what: 'a run name that is taken',
    command: `${TRAIN} --name sound`,
    message: /^runs\/sound is taken: it holds .*; choose another name, or resume the run that is there$/,
  },
  {
    what: 'a run to resume that is not there',
    command: 'train mlp --resume --name missing',
    message: /^cannot open the run runs\/missing: no such file or folder \(ENOENT\); runs has the runs .*sound.*$/,
  },
  {
    what: 'a folder to resume that is no run',
    prepare: () => void mkdirSync(path('runs/noRun')),
    command: 'train mlp --resume --name noRun',
    message: /^runs\/noRun is no run: it has no config\.json; runs has the runs .*$/,
  },
  {
    what: 'a folder of runs that is a file',
    prepare: () => write('occupied', ''),
    command: `${TRAIN} --runs occupied`,
    message: /^cannot make the folder occupied\/mlp-seed0: .*\((EEXIST|ENOTDIR)\)$/,
  },
  {
    what: 'a folder of runs that cannot be written (skipped for root, who can)',
    prepare() {
      mkdirSync(path('locked'));
      chmodSync(path('locked'), 0o500);
    },
    skip: process.getuid?.() === 0,
    command: `${TRAIN} --runs locked`,
    message: /^cannot make the folder locked\/mlp-seed0: permission denied \(EACCES\)$/,
  },
  {
    what: 'a folder of runs where none can be made (Linux)',
    skip: process.platform !== 'linux',
    command: `${TRAIN} --runs /sys/handgrad`,
    message: /^cannot make the folder \/sys\/handgrad\/mlp-seed0: .*\((EACCES|EPERM|EROFS)\)$/,
  },
  {
    what: 'a folder of runs where not even its parent can be made (Linux)',
    skip: process.platform !== 'linux',
    command: `${TRAIN} --runs /proc/handgrad`,
    message: /^cannot make the folder \/proc\/handgrad\/mlp-seed0: no folder can be made in \/proc \(ENOENT\)$/,
  },
  {
    what: 'a picture to be written where no folder can be made (Linux)',
    skip: process.platform !== 'linux',
    command: 'data draw --count 5 --sheet /proc/handgrad/sheet.png',
    message: /^cannot write \/proc\/handgrad\/sheet\.png: no folder can be made in \/proc \(ENOENT\)$/,
  },
  {
    what: 'a picture to be written where a folder is',
    prepare: () => void mkdirSync(path('folder.png')),
    command: 'data draw --count 5 --sheet folder.png',
    message: /^cannot write folder\.png: it is a folder, not a file \(EISDIR\)$/,
  },
  {
    what: 'a truncated checkpoint',
    prepare: () => damagedRun('cutCheckpoint', { 'checkpoint.safetensors': half(sound('checkpoint.safetensors')) }),
    command: 'train mlp --resume --name cutCheckpoint',
    message: /^runs\/cutCheckpoint\/checkpoint\.safetensors: .*truncated.*$/,
  },
  {
    what: 'weights instead of a checkpoint',
    prepare: () => damagedRun('weightsCheckpoint', { 'checkpoint.safetensors': sound('model.safetensors') }),
    command: 'train mlp --resume --name weightsCheckpoint',
    message:
      /^runs\/weightsCheckpoint\/checkpoint\.safetensors: this is no checkpoint: it holds the weights of a model; .*$/,
  },
  {
    what: 'a checkpoint that is no safetensors file',
    prepare: () => damagedRun('textCheckpoint', { 'checkpoint.safetensors': 'not a checkpoint at all' }),
    command: 'train mlp --resume --name textCheckpoint',
    message: /^runs\/textCheckpoint\/checkpoint\.safetensors: .*$/,
  },
  {
    what: 'a checkpoint of another model',
    prepare: () =>
      damagedRun('foreignCheckpoint', {
        'checkpoint.safetensors': new Uint8Array(readFileSync(path('runs/other/checkpoint.safetensors'))),
        'result.json': null,
      }),
    command: 'train mlp --resume --name foreignCheckpoint',
    message:
      /^resume: the checkpoint is of another training: .*; resume with the settings of the first run, or start anew$/,
  },
  {
    what: 'a checkpoint in which a bit has flipped',
    prepare() {
      const bytes = sound('checkpoint.safetensors');
      damagedRun('rottenCheckpoint', {
        'checkpoint.safetensors': changed(bytes, bytes.length - 9, [bytes[bytes.length - 9] ^ 1]),
      });
    },
    command: 'train mlp --resume --name rottenCheckpoint',
    message:
      /^runs\/rottenCheckpoint\/checkpoint\.safetensors: the file is damaged: the checksum of its content is .*$/,
  },
  {
    what: 'a configuration that is no JSON',
    prepare: () => damagedRun('badConfig', { 'config.json': '{ "settings": ' }),
    command: 'train mlp --resume --name badConfig',
    message:
      /^runs\/badConfig\/config\.json: the configuration of the run is no JSON: .*; the file is damaged or was edited$/,
  },
  {
    what: 'a configuration that lacks a setting',
    prepare() {
      const config = JSON.parse(new TextDecoder().decode(sound('config.json'))) as {
        settings: Record<string, unknown>;
      };
      delete config.settings.batchSize;
      damagedRun('shortConfig', { 'config.json': JSON.stringify(config) });
    },
    command: 'train mlp --resume --name shortConfig',
    message:
      /^runs\/shortConfig\/config\.json: the configuration of the run lacks the setting 'batchSize'; it was edited or is of another version$/,
  },
  {
    what: 'a configuration of another program',
    prepare: () => damagedRun('foreignConfig', { 'config.json': '{}' }),
    command: 'eval foreignConfig',
    message:
      /^runs\/foreignConfig\/config\.json: the configuration of the run is unnamed; it was edited or is of another version$/,
  },
  {
    what: 'a run that was not finished',
    prepare: () => damagedRun('unfinished', { 'model.safetensors': null, 'model.json': null }),
    command: 'eval unfinished',
    message:
      /^runs\/unfinished has no model yet: its training did not end; go on with handgrad train mlp --resume --name unfinished$/,
  },
  {
    what: 'a model that is not there',
    command: 'eval nobody',
    message: /^there is no model 'nobody': neither that path nor runs\/nobody; give a run's folder, .*$/,
  },
  {
    what: 'a folder without a model',
    prepare: () => void mkdirSync(path('hollow')),
    command: 'predict hollow a.png',
    message: /^hollow holds no model; give a run's folder, .*$/,
  },
  {
    what: 'truncated weights',
    prepare: () => write('cut.safetensors', half(sound('model.safetensors'))),
    command: 'eval cut.safetensors',
    message: /^cut\.safetensors: .*truncated.*$/,
  },
  {
    what: 'weights that are no safetensors file',
    prepare: () => write('text.safetensors', 'these are no weights, but a text'),
    command: 'eval text.safetensors --dataset idx',
    message: /^text\.safetensors: .*$/,
  },
  {
    what: 'a checkpoint instead of weights',
    command: 'eval runs/sound/checkpoint.safetensors --dataset idx',
    message: /^runs\/sound\/checkpoint\.safetensors: this is a checkpoint, not the weights of a model; .*$/,
  },
  {
    what: 'weights of another program without a description',
    prepare: () =>
      write(
        'bare.safetensors',
        encodeSafetensors({ tensors: [{ name: 'w', shape: [1], values: new Float32Array(1) }], metadata: {} }),
      ),
    command: 'eval bare.safetensors',
    message: /^cannot read the description of the model bare\.json: no such file or folder \(ENOENT\)$/,
  },
  {
    what: 'weights of another architecture than their description',
    async prepare() {
      await write(
        'mixed.safetensors',
        encodeSafetensors({
          tensors: [{ name: 'dense/kernel', shape: [2], values: new Float32Array(2) }],
          metadata: {},
        }),
      );
      await write('mixed.json', sound('model.json'));
    },
    command: 'eval mixed.safetensors --dataset idx',
    message: /^mixed\.safetensors: the weights are of another model than 'mlp': .*$/,
  },
  {
    what: 'a damaged model.json',
    prepare: () => write('damaged/model.json', half(sound('model.json'))),
    command: 'summary damaged/model.json',
    message: /^damaged\/model\.json: the network is no JSON: .*; the file is damaged or was edited$/,
  },
  {
    what: 'a model.json with an unknown layer',
    prepare: () =>
      write('strange/model.json', new TextDecoder().decode(sound('model.json')).replace('"flatten"', '"fold"')),
    command: 'summary strange/model.json',
    message: /^strange\/model\.json: the layer '.*' is of the unknown kind 'fold' \(known: dense, .*\)$/,
  },
  {
    what: 'more classes than there are',
    command: 'eval sound --top-k 11',
    message: /^--top-k is 11, but there are only 10 classes; ask for fewer$/,
  },
];

const training: Case[] = [
  {
    what: 'a figure that there is not',
    command: `${TRAIN} --early-stopping 1 --monitor f1Loss --name monitored`,
    code: 2,
    message:
      /^option '--monitor <figure>' argument 'f1Loss' is invalid, expected one of loss, accuracy, validationLoss, .*$/,
  },
  {
    what: 'a validation figure without validation',
    command: `${TRAIN} --early-stopping 1 --validation none --name unvalidated`,
    code: 2,
    message: /^validationLoss cannot be watched with --validation none; give --monitor loss or accuracy; see /,
  },
  {
    what: 'a loss that is no number any more',
    command: `${TRAIN} --optimizer sgd --learning-rate 1e38 --batch-size 8 --name exploded`,
    message:
      /^training stopped: the loss is no longer finite; the first NaN or infinity appeared at step \d+ \(epoch 1, batch \d of 8\) in .*\. Lower the learning rate .*$/,
  },
  {
    what: 'webgpu where there is no adapter (Linux)',
    command: 'eval sound --backend webgpu',
    env: { VK_ICD_FILENAMES: '/nonexistent.json', VK_DRIVER_FILES: '/nonexistent.json', LD_LIBRARY_PATH: undefined },
    skip: process.platform !== 'linux',
    message: /^webgpu: no (adapter found|Vulkan on this machine) .*, or use --backend reference$/,
  },
];

function table(cases: readonly Case[], usualCode: 1 | 2): void {
  for (const { what, command, message, code = usualCode, prepare, env, skip = false } of cases) {
    it.skipIf(skip)(`${what}: exit code ${code}`, async () => {
      await prepare?.();
      const ended = await run(command, env);
      const lines = linesOf(ended.stderr).filter((line) => !isOfDriver(line));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^handgrad: /);
      expect(lines[0].slice('handgrad: '.length)).toMatch(message);
      expect(ended.code).toBe(code);
    });
  }
}

/** The WebGPU library writes by itself when Vulkan is missing. */
function isOfDriver(line: string): boolean {
  return line === '' || /^Warning: Couldn't load Vulkan|^ {4}at /.test(line);
}

describe('a command that is given wrongly is refused with exit code 2', () => table(usage, 2));
describe('bad data are refused', () => table(data, 1));
describe('bad pictures are refused', () => table(pictures, 1));
describe('bad runs and models are refused', () => table(runs, 1));
describe('trainings that cannot be are refused', () => table(training, 1));

it('a refused training leaves no folder behind', () => {
  expect(readdirSync(path('runs')).filter((name) => /^(monitored|unvalidated|exploded|mlp-seed0)/.test(name))).toEqual(
    [],
  );
  expect(existsSync(path('occupied/mlp-seed0'))).toBe(false);
});

it('no command leaves half-written files', () => {
  const partial = readdirSync(path(), { recursive: true }).filter((file) => String(file).endsWith('.partial'));
  expect(partial).toEqual([]);
});
