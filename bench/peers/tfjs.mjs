// TensorFlow.js on one of its backends: `node tfjs.mjs cpu`, `node tfjs.mjs wasm`.

import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { fileURLToPath } from 'node:url';
import { packageVersion, parametersOf, serve } from './adapter.mjs';

const backend = process.argv[2];
setWasmPaths(fileURLToPath(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)));
tf.enableProdMode();

async function describe() {
  await start();
  return { version: packageVersion('@tensorflow/tfjs'), device: `${tf.getBackend()} backend` };
}

async function start() {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs: its ${backend} backend does not start`);
  await tf.ready();
}

async function prepare(workload, data) {
  await start();
  tf.disposeVariables();
  const { layers, optimizer, batch, batches, inputShape, task } = workload;
  const variables = layers.map((_, i) =>
    Object.fromEntries(
      Object.entries(parametersOf(data, i)).map(([name, { values, shape }]) => [
        name,
        tf.variable(tf.tensor(values, shape), !name.startsWith('moving')),
      ]),
    ),
  );
  const examples = Array.from({ length: batches }, (_, b) => {
    const { images, labels } = data.batch(b);
    return { x: tf.tensor(images, [batch, ...inputShape]), y: tf.oneHot(tf.tensor1d(labels, 'int32'), 10).toFloat() };
  });
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  const adam = tf.train.adam(learningRate, beta1, beta2, epsilon);
  const logits = (x, training) => layers.reduce((value, layer, i) => apply(layer, variables[i], value, training), x);
  const loss = ({ x, y }, training) =>
    layers.reduce(
      (total, { l2 }, i) => (l2 > 0 ? total.add(variables[i].kernel.square().sum().mul(l2)) : total),
      tf.losses.softmaxCrossEntropy(y, logits(x, training)),
    );
  const inferred = (example, wantsLoss) =>
    tf.tidy(() => (wantsLoss ? loss(example, false) : logits(example.x, false)).dataSync())[0];
  let t = 0;
  const trained = (example, wantsLoss) => {
    // The workload's epsilon is added to the uncorrected sqrt(v), this optimiser's to the corrected one.
    adam.epsilon = epsilon / Math.sqrt(1 - beta2 ** ++t);
    const cost = adam.minimize(() => loss(example, true), wantsLoss);
    if (!wantsLoss) return undefined;
    const [value] = cost.dataSync();
    cost.dispose();
    return value;
  };
  return { step: (b, wantsLoss) => (task === 'training' ? trained : inferred)(examples[b], wantsLoss) };
}

function apply(layer, { kernel, bias, gamma, beta, movingMean, movingVariance }, x, training) {
  const activated = (y) => (layer.activation === 'relu' ? y.relu() : y);
  switch (layer.kind) {
    case 'flatten':
      return x.reshape([x.shape[0], -1]);
    case 'dense':
      return activated(tf.matMul(x, kernel).add(bias));
    case 'conv2d':
      return activated(tf.conv2d(x, kernel, 1, layer.padding).add(bias));
    case 'maxPool2d':
      return tf.maxPool(x, layer.poolSize, layer.poolSize, 'valid');
    case 'dropout':
      return training && layer.rate > 0 ? tf.dropout(x, layer.rate) : x;
    case 'batchNorm': {
      if (!training) return tf.batchNorm(x, movingMean, movingVariance, beta, gamma, layer.epsilon);
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      follow(movingMean, mean, layer.momentum);
      follow(movingVariance, variance, layer.momentum);
      return tf.batchNorm(x, mean, variance, beta, gamma, layer.epsilon);
    }
  }
  throw new Error(`tfjs: no layer '${layer.kind}' here`);
}

/** moving = moving * momentum + value * (1 - momentum), beside the tape. */
function follow(moving, value, momentum) {
  moving.assign(moving.mul(momentum).add(value.mul(1 - momentum)));
}

await serve({ describe, prepare });
