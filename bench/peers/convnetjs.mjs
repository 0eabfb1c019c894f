// ConvNetJS: plain JavaScript, example by example, gradients added up over the batch. Its own Adam multiplies by the bias corrections
// instead of dividing, so the update is written here, with the formula that everyone else has; all else is the library's.

import convnetjs from 'convnetjs';
import { packageVersion, parametersOf, serve } from './adapter.mjs';

const describe = async () => ({ version: packageVersion('convnetjs'), device: 'JavaScript, one thread' });

async function prepare(workload, data) {
  const { layers, optimizer, task, batch, batches, inputShape } = workload;
  const network = new convnetjs.Net();
  network.makeLayers(definitions(layers, inputShape));
  const penalties = loadWeights(network, layers, data);
  const examples = Array.from({ length: batches }, (_, b) => volumes(data.batch(b), batch, inputShape));
  const update = adam(network, optimizer, penalties, batch);
  const pass = (example, work) => example.reduce((total, one) => total + work(one), 0) / batch;
  const inferred = (example) =>
    pass(example, ({ volume, label }) => -Math.log(network.forward(volume, false).w[label]));
  const trained = (example, wantsLoss) => {
    const penalty = wantsLoss ? penalties.reduce((total, { vector, l2 }) => total + l2 * sumOfSquares(vector), 0) : 0;
    const loss = pass(example, ({ volume, label }) => {
      network.forward(volume, true);
      return network.backward(label);
    });
    update();
    return loss + penalty;
  };
  return { step: (b, wantsLoss) => (task === 'training' ? trained : inferred)(examples[b], wantsLoss) };
}

function definitions(layers, [height, width, channels]) {
  const inner = layers.flatMap((layer, i) => {
    const activation = layer.activation === 'relu' ? { activation: 'relu' } : {};
    switch (layer.kind) {
      case 'flatten':
        return [];
      case 'dense':
        return i === layers.length - 1
          ? [{ type: 'softmax', num_classes: layer.units }]
          : [{ type: 'fc', num_neurons: layer.units, ...activation }];
      case 'conv2d': {
        const pad = layer.padding === 'same' ? (layer.kernelSize - 1) / 2 : 0;
        return [{ type: 'conv', sx: layer.kernelSize, filters: layer.filters, stride: 1, pad, ...activation }];
      }
      case 'maxPool2d':
        return [{ type: 'pool', sx: layer.poolSize, stride: layer.poolSize }];
      case 'dropout':
        return layer.rate > 0 ? [{ type: 'dropout', drop_prob: layer.rate }] : [];
    }
    throw new Error(`convnetjs: it has no layer '${layer.kind}'`);
  });
  return [{ type: 'input', out_sx: width, out_sy: height, out_depth: channels }, ...inner];
}

/** Sets the first weights; gives the vectors whose squares are penalised. */
function loadWeights(network, layers, data) {
  const own = network.layers.filter(({ layer_type: type }) => type === 'fc' || type === 'conv');
  const penalties = [];
  layers.forEach((layer, i) => {
    const { kernel, bias } = parametersOf(data, i);
    if (!kernel) return;
    const target = own.shift();
    const outputs = kernel.shape.at(-1);
    target.filters.forEach((filter, o) => {
      for (let k = 0; k < filter.w.length; k++) filter.w[k] = kernel.values[k * outputs + o];
      if (layer.l2 > 0) penalties.push({ vector: filter.w, l2: layer.l2 });
    });
    target.biases.w.set(bias.values);
  });
  return penalties;
}

/** Adam on the gradients that the batch's passes have added up; leaves them zero. */
function adam(network, { learningRate, beta1, beta2, epsilon }, penalties, batch) {
  const vectors = network.getParamsAndGrads().map(({ params, grads }) => ({
    params,
    grads,
    decay: 2 * (penalties.find(({ vector }) => vector === params)?.l2 ?? 0),
    m: new Float64Array(params.length),
    v: new Float64Array(params.length),
  }));
  let t = 0;
  return () => {
    t++;
    const stepSize = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    for (const { params, grads, decay, m, v } of vectors) {
      for (let i = 0; i < params.length; i++) {
        const g = grads[i] / batch + decay * params[i];
        m[i] += (1 - beta1) * (g - m[i]);
        v[i] += (1 - beta2) * (g * g - v[i]);
        params[i] -= (stepSize * m[i]) / (Math.sqrt(v[i]) + epsilon);
        grads[i] = 0;
      }
    }
  };
}

function volumes({ images, labels }, count, [height, width, channels]) {
  const size = height * width * channels;
  return Array.from({ length: count }, (_, i) => {
    const volume = new convnetjs.Vol(width, height, channels, 0);
    volume.w.set(images.subarray(i * size, (i + 1) * size));
    return { volume, label: labels[i] };
  });
}

function sumOfSquares(vector) {
  return vector.reduce((total, value) => total + value * value, 0);
}

await serve({ describe, prepare });
