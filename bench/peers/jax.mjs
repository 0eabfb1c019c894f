// jax-js on its device `wasm` or `webgpu` (the argument): the whole step is one jitted function. Arrays are counted references there: a
// function uses up its arguments, and `.ref` keeps one for another use.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { defaultDevice, init, jit, lax, nn, numpy as np, random, valueAndGrad } from '@jax-js/jax';
import { packageVersion, parametersOf, serve } from './adapter.mjs';

const device = process.argv[2];

async function describe() {
  await start();
  return { version: packageVersion('@jax-js/jax'), device: `${device} device` };
}

async function start() {
  if (device === 'webgpu') await offerWebGpu();
  const started = await init(device);
  if (!started.includes(device)) throw new Error(`jax-js: no ${device} on this machine`);
  defaultDevice(device);
}

/** What a browser has and jax-js looks for. The package is the engine's own, not the old one that gpu.js brings along here. */
async function offerWebGpu() {
  if (globalThis.navigator?.gpu) return;
  const { resolve } = createRequire(new URL('../../package.json', import.meta.url));
  const { create, globals } = await import(pathToFileURL(resolve('webgpu')));
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu: create([]), userAgent: 'Node' },
  });
}

async function prepare(workload, data) {
  await start();
  const { layers, task, batch, batches, inputShape } = workload;
  if (task === 'training' && layers.some(({ kind }) => kind === 'dropout') && !random.bernoulli) {
    throw new Error('jax-js: no random numbers for dropout');
  }
  const learnt = layers.map((_, i) =>
    Object.fromEntries(
      Object.entries(parametersOf(data, i))
        .filter(([name]) => !name.startsWith('moving'))
        .map(([name, { values, shape }]) => [name, np.array(values).reshape(shape)]),
    ),
  );
  const examples = Array.from({ length: batches }, (_, b) => {
    const { images, labels } = data.batch(b);
    return { x: np.array(images).reshape([batch, ...inputShape]), y: np.array(labels, { dtype: np.int32 }) };
  });
  const network = { layers, optimizer: workload.optimizer };
  return task === 'training' ? training(network, learnt, examples) : inference(network, learnt, examples);
}

function training({ layers, optimizer }, parameters, examples) {
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  const loss = (values, { x, y, key }) => meanLoss(layers, values, x, y, key);
  const lossAndGradients = valueAndGrad(loss);
  const update = jit((values, m, v, stepSize, example) => {
    const [cost, gradients] = lossAndGradients(refs(values), example);
    const next = { values: [], m: [], v: [], cost };
    values.forEach((layer, i) => {
      for (const part of ['values', 'm', 'v']) next[part].push({});
      for (const name of Object.keys(layer)) {
        const g = gradients[i][name];
        const mean = m[i][name].mul(beta1).add(g.ref.mul(1 - beta1));
        const square = v[i][name].mul(beta2).add(np.square(g).mul(1 - beta2));
        const change = mean.ref.mul(stepSize.ref).div(np.sqrt(square.ref).add(epsilon));
        next.values[i][name] = layer[name].sub(change);
        next.m[i][name] = mean;
        next.v[i][name] = square;
      }
    });
    stepSize.dispose();
    return next;
  });
  const zeros = () =>
    parameters.map((layer) =>
      Object.fromEntries(Object.entries(layer).map(([name, { shape }]) => [name, np.zeros(shape)])),
    );
  let state = { values: parameters, m: zeros(), v: zeros() };
  const hasDropout = layers.some(({ kind, rate }) => kind === 'dropout' && rate > 0);
  let step = 0;
  return {
    async step(b, wantsLoss) {
      step++;
      const stepSize = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      const key = hasDropout ? { key: random.key(step) } : {};
      const { cost, ...next } = update(state.values, state.m, state.v, np.array(stepSize), {
        x: examples[b].x.ref,
        y: examples[b].y.ref,
        ...key,
      });
      state = next;
      const [value] = await cost.data();
      return wantsLoss ? value : undefined;
    },
  };
}

function inference({ layers }, parameters, examples) {
  const infer = jit((values, x) => logits(layers, values, x));
  const loss = jit((values, x, y) => meanLoss(layers, values, x, y));
  return {
    async step(b, wantsLoss) {
      const { x, y } = examples[b];
      const result = wantsLoss ? loss(refs(parameters), x.ref, y.ref) : infer(refs(parameters), x.ref);
      return (await result.data())[0];
    },
  };
}

function meanLoss(layers, parameters, x, y, key) {
  let penalty = np.array(0);
  layers.forEach(({ l2 }, i) => {
    if (l2 > 0) penalty = penalty.add(np.square(parameters[i].kernel.ref).sum().mul(l2));
  });
  const logProbabilities = nn.logSoftmax(logits(layers, parameters, x, key));
  const classes = nn.oneHot(y, 10);
  return logProbabilities.mul(classes).sum(-1).mean().mul(-1).add(penalty);
}

function logits(layers, parameters, x, key) {
  return layers.reduce((value, layer, i) => apply(layer, parameters[i], value, key, i), x);
}

function apply(layer, { kernel, bias, gamma, beta }, x, key, index) {
  const activated = (y) => (layer.activation === 'relu' ? nn.relu(y) : y);
  switch (layer.kind) {
    case 'flatten':
      return x.reshape([x.shape[0], -1]);
    case 'dense':
      return activated(np.matmul(x, kernel).add(bias));
    case 'conv2d': {
      // Convolutions are NCHW and OIHW there.
      const images = np.transpose(x, [0, 3, 1, 2]);
      const kernels = np.transpose(kernel, [3, 2, 0, 1]);
      const y = lax.conv(images, kernels, [1, 1], layer.padding.toUpperCase());
      return activated(np.transpose(y, [0, 2, 3, 1]).add(bias));
    }
    case 'maxPool2d': {
      const [n, height, width, channels] = x.shape;
      const size = layer.poolSize;
      const [h, w] = [Math.floor(height / size), Math.floor(width / size)];
      const whole = x.slice([], [0, h * size], [0, w * size], []);
      return np.max(whole.reshape([n, h, size, w, size, channels]), [2, 4]);
    }
    case 'dropout': {
      if (!(layer.rate > 0) || !key) return x;
      const isKept = random.bernoulli(key.ref.add(np.array(index, { dtype: np.uint32 })), 1 - layer.rate, x.shape);
      return np.where(isKept, x.div(1 - layer.rate), 0);
    }
    case 'batchNorm': {
      const mean = np.mean(x.ref, [0, 1, 2]);
      const centred = x.sub(mean);
      const variance = np.mean(np.square(centred.ref), [0, 1, 2]);
      return centred
        .div(np.sqrt(variance.add(layer.epsilon)))
        .mul(gamma)
        .add(beta);
    }
  }
  throw new Error(`jax-js: no layer '${layer.kind}' here`);
}

function refs(parameters) {
  return parameters.map((layer) => Object.fromEntries(Object.entries(layer).map(([name, value]) => [name, value.ref])));
}

await serve({ describe, prepare });
