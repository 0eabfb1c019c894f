/**
 * What a program that uses the library may do wrong, and what it is told: one line. The command line's cases are in
 * test/e2e/bad-input.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { imageDataset } from '../../src/data/dataset.js';
import { fetchMnist } from '../../src/data/mnist.js';
import {
  adam,
  conv2d,
  dense,
  dropout,
  evaluate,
  fit,
  flatten,
  imageExamples,
  modelFromDescription,
  rmsprop,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tensor,
  topKAccuracy,
  type Examples,
} from '../../src/index.js';
import { saveModel, loadModel } from '../../src/files/model-file.js';
import { HandgradError } from '../../src/tensor/error.js';
import { localServers, smallDataset, smallMnist, temporaryFolders } from './data-fixtures.js';

const server = localServers();
const folder = temporaryFolders();

const model = () => sequential([flatten(), dense(10)], { inputShape: [28, 28, 1] });
const images = imageExamples(smallDataset(20));
const training = { epochs: 1, optimizer: adam(), loss: softmaxCrossEntropy };

function floatExamples(value: number, at: number): Examples {
  const inputs = new Float32Array(3 * 4);
  inputs[at] = value;
  return { count: 3, inputs, inputShape: [4], targets: new Int32Array(3), targetShape: [] };
}

interface Case {
  readonly what: string;
  readonly act: () => unknown;
  readonly message: RegExp;
}

const cases: Case[] = [
  {
    what: 'NaN in the inputs',
    act: () => fit(model(), floatExamples(NaN, 6), training),
    message: /^fit: input 1 holds NaN \(value 2\); clean the data first$/,
  },
  {
    what: 'infinity in the inputs',
    act: () => fit(model(), floatExamples(Infinity, 0), training),
    message: /^fit: input 0 holds Infinity \(value 0\); clean the data first$/,
  },
  {
    what: 'NaN in the targets',
    act: () =>
      fit(model(), { ...floatExamples(0, 0), targets: Float32Array.of(0, 0, NaN), targetShape: [1] }, training),
    message: /^fit: target 2 holds NaN \(value 0\); clean the data first$/,
  },
  {
    what: 'fewer targets than inputs',
    act: () => fit(model(), { ...images, targets: new Uint8Array(19) }, training),
    message: /^fit: 20 targets of shape \[\] are 20 values, found 19$/,
  },
  {
    what: 'no examples',
    act: () => evaluate(model(), { ...images, count: 0 }, training),
    message: /^evaluate: 0 examples given, at least one is needed$/,
  },
  {
    what: 'images of another shape than the model takes',
    act: () => evaluate(sequential([dense(10)], { inputShape: [784] }), images, training),
    message: /^sequential: the input is \[20, 28, 28, 1\], expected a batch of examples \[batch, 784\]$/,
  },
  {
    what: 'a batch size of 0',
    act: () => fit(model(), images, { ...training, batchSize: 0 }),
    message: /^fit: batchSize is 0, expected a whole number of at least 1$/,
  },
  {
    what: 'one and a half epochs',
    act: () => fit(model(), images, { ...training, epochs: 1.5 }),
    message: /^fit: epochs is 1\.5, expected a whole number of at least 1$/,
  },
  {
    what: 'a validation share of 1',
    act: () => fit(model(), images, { ...training, validation: 1 }),
    message: /^fit: a validation share of 1 of 20 examples leaves one side empty; expected between 0 and 1$/,
  },
  {
    what: 'a negative learning rate',
    act: () => adam({ learningRate: -1 }),
    message: /^adam: learningRate is -1, expected a number from 0 up$/,
  },
  {
    what: 'a momentum of 1',
    act: () => sgd({ momentum: 1 }),
    message: /^sgd: momentum is 1, expected 0 <= value < 1$/,
  },
  {
    what: 'an epsilon of 0',
    act: () => rmsprop({ epsilon: 0 }),
    message: /^rmsprop: epsilon is 0, expected a number above 0$/,
  },
  { what: 'a dropout rate of 1', act: () => dropout(1), message: /^dropout: rate is 1, expected 0 <= value < 1$/ },
  {
    what: 'a layer without units',
    act: () => dense(0),
    message: /^dense: units is 0, expected a whole number from 1 up$/,
  },
  {
    what: 'a kernel larger than the image',
    act: () => sequential([conv2d(1, 5)], { inputShape: [4, 4, 1] }),
    message: /^layer 'conv2d': conv2d: the kernel reaches over 5 rows, the padded input has 4 .*$/,
  },
  {
    what: 'a model without layers',
    act: () => sequential([], { inputShape: [4] }),
    message: /^sequential: a model needs at least one layer$/,
  },
  {
    what: 'a description of another version',
    act: () => modelFromDescription({ version: 9 }),
    message: /^model description: it is of version 9, this program reads version 1$/,
  },
  {
    what: 'a label that is no class',
    act: () => softmaxCrossEntropy(tensor([[0, 0]]), [2]),
    message: /^softmaxCrossEntropy: label 2 at position 0 is no class \(expected whole numbers from 0 to 1, .*$/,
  },
  {
    what: 'a data set with the label 10',
    act: () => imageDataset({ ...smallDataset(10), labels: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 10) }),
    message: /^dataset small: label 10 of image 9, expected 0 to 9 \(10 classes\)$/,
  },
  {
    what: 'top 0',
    act: () => evaluate(model(), images, { ...training, metrics: [topKAccuracy(0)] }),
    message: /^topKAccuracy: k is 0, expected a whole number of at least 1$/,
  },
  {
    what: 'weights of another architecture',
    async act() {
      const path = `${await folder()}/model.safetensors`;
      await saveModel(path, model());
      const other = sequential([flatten(), dense(9)], { inputShape: [28, 28, 1] });
      const { loadModelWeights } = await import('../../src/files/model-file.js');
      return loadModelWeights(path, other);
    },
    message: /^.*model\.safetensors: the weights are of another model than 'sequential': .*$/,
  },
  {
    what: 'a folder without weights',
    act: async () => loadModel(await folder()),
    message: /^cannot read the weights .*model\.safetensors: no such file or folder \(ENOENT\)$/,
  },
  {
    what: 'a download that is refused',
    async act() {
      const address = await server((_, response) => response.writeHead(404).end());
      return fetchMnist(await folder(), { mirrors: [address], checksums: smallMnist().checksums });
    },
    message: /^download: no mirror gave train-images-idx3-ubyte\.gz \(127\.0\.0\.1:\d+: HTTP 404\)$/,
  },
  {
    what: 'a download of something else',
    async act() {
      const address = await server((_, response) => response.end('a page that asks you to log in'));
      return fetchMnist(await folder(), { mirrors: [address], checksums: smallMnist().checksums });
    },
    message:
      /^download: no mirror gave train-images-idx3-ubyte\.gz \(127\.0\.0\.1:\d+: data: train-images-idx3-ubyte\.gz: the SHA-256 of the content is .*\)$/,
  },
  {
    what: 'a download from nowhere',
    act: async () =>
      fetchMnist(await folder(), { mirrors: ['http://127.0.0.1:9/'], checksums: smallMnist().checksums }),
    message: /^download: no mirror gave train-images-idx3-ubyte\.gz \(127\.0\.0\.1:9: .*\)$/,
  },
];

describe('what cannot be is refused in one line', () => {
  it.each(cases)('$what', async ({ act, message }) => {
    const error: unknown = await (async () => act())().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(HandgradError);
    expect((error as HandgradError).message).toMatch(message);
    expect((error as HandgradError).message).not.toContain('\n');
  });
});
