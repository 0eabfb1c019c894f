// gpu.js is no library of networks but of kernels, so a dense network is written here with kernels of its: products with bias and relu, the
// two gradients, and Adam. Softmax is computed outside: ten numbers an image.

import gpuJs from 'gpu.js';
import { packageVersion, parametersOf, serve } from './adapter.mjs';

const gpu = new gpuJs.GPU();

const describe = async () => ({
  version: packageVersion('gpu.js'),
  device: `${gpu.mode} mode${gpuJs.GPU.isHeadlessGLSupported ? '' : ' (no headless GL here)'}`,
});

async function prepare({ layers, batch, batches, optimizer, task }, data) {
  const other = layers.find(({ kind }) => kind !== 'flatten' && kind !== 'dense');
  if (other) throw new Error(`gpu.js: no layer '${other.kind}' is written for it here`);
  if (task !== 'training') throw new Error('gpu.js: only training is written for it here');
  const dense = layers.flatMap((layer, i) => (layer.kind === 'dense' ? [denseLayer(layer, data, i, batch)] : []));
  const examples = Array.from({ length: batches }, (_, b) => {
    const { images, labels } = data.batch(b);
    return { x: rows(images, batch, images.length / batch), labels };
  });
  let t = 0;
  return {
    step(b, wantsLoss) {
      t++;
      const { x, labels } = examples[b];
      const activations = dense.reduce((values, layer) => [...values, layer.forward(values.at(-1))], [x]);
      const { loss, gradient } = crossEntropy(activations.at(-1), labels);
      const { learningRate, beta1, beta2, epsilon } = optimizer;
      const stepSize = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      let dy = gradient;
      for (let i = dense.length - 1; i >= 0; i--) {
        const input = activations[i];
        const dx = i > 0 ? dense[i].inputGradient(dy, input) : null;
        dense[i].learn(input, dy, { stepSize, beta1, beta2, epsilon });
        dy = dx;
      }
      return wantsLoss ? loss : undefined;
    },
  };
}

function denseLayer({ activation, units }, data, index, batch) {
  const { kernel, bias } = parametersOf(data, index);
  const [inputs] = kernel.shape;
  const weights = parameter(rows(kernel.values, inputs, units), [units, inputs]);
  const offsets = parameter(rows(bias.values, 1, units), [units, 1]);
  const make = (source, output, constants) => gpu.createKernel(source, { output, constants });
  const floor = activation === 'relu' ? 0 : -3e38;
  const product = make(
    function (x, w, b) {
      let sum = b[0][this.thread.x];
      for (let k = 0; k < this.constants.inputs; k++) sum += x[this.thread.y][k] * w[k][this.thread.x];
      return Math.max(sum, this.constants.floor);
    },
    [units, batch],
    { inputs, floor },
  );
  // Through the relu of the layer below, whose output is x.
  const inputGradient = make(
    function (dy, w, x) {
      let sum = 0;
      for (let n = 0; n < this.constants.units; n++) sum += dy[this.thread.y][n] * w[this.thread.x][n];
      return x[this.thread.y][this.thread.x] > 0 ? sum : 0;
    },
    [inputs, batch],
    { units },
  );
  const kernelGradient = make(
    function (x, dy) {
      let sum = 0;
      for (let n = 0; n < this.constants.batch; n++) sum += x[n][this.thread.y] * dy[n][this.thread.x];
      return sum;
    },
    [units, inputs],
    { batch },
  );
  const biasGradient = make(
    function (dy) {
      let sum = 0;
      for (let n = 0; n < this.constants.batch; n++) sum += dy[n][this.thread.x];
      return sum;
    },
    [units, 1],
    { batch },
  );
  return {
    forward: (x) => product(x, weights.values(), offsets.values()),
    inputGradient: (dy, x) => inputGradient(dy, weights.values(), x),
    learn(x, dy, hyperparameters) {
      weights.update(kernelGradient(x, dy), hyperparameters);
      offsets.update(biasGradient(dy), hyperparameters);
    },
  };
}

/** A matrix that Adam changes. */
function parameter(first, output) {
  const [columns, count] = output;
  const follow = gpu.createKernel(
    function (old, g, rate) {
      return (
        old[this.thread.y][this.thread.x] + rate * (g[this.thread.y][this.thread.x] - old[this.thread.y][this.thread.x])
      );
    },
    { output },
  );
  const followSquare = gpu.createKernel(
    function (old, g, rate) {
      const value = g[this.thread.y][this.thread.x];
      return old[this.thread.y][this.thread.x] + rate * (value * value - old[this.thread.y][this.thread.x]);
    },
    { output },
  );
  const step = gpu.createKernel(
    function (w, m, v, stepSize, epsilon) {
      const change = m[this.thread.y][this.thread.x] / (Math.sqrt(v[this.thread.y][this.thread.x]) + epsilon);
      return w[this.thread.y][this.thread.x] - stepSize * change;
    },
    { output },
  );
  const zeros = () => rows(new Float32Array(columns * count), count, columns);
  let [w, m, v] = [first, zeros(), zeros()];
  return {
    values: () => w,
    update(gradient, { stepSize, beta1, beta2, epsilon }) {
      m = follow(m, gradient, 1 - beta1);
      v = followSquare(v, gradient, 1 - beta2);
      w = step(w, m, v, stepSize, epsilon);
    },
  };
}

/** Mean loss of a batch, and its gradient with respect to the logits. */
function crossEntropy(logits, labels) {
  const count = labels.length;
  let loss = 0;
  const gradient = logits.map((row, i) => {
    const largest = Math.max(...row);
    const exponentials = row.map((value) => Math.exp(value - largest));
    const sum = exponentials.reduce((total, value) => total + value, 0);
    loss += (Math.log(sum) + largest - row[labels[i]]) / count;
    return exponentials.map((value, c) => (value / sum - Number(c === labels[i])) / count);
  });
  return { loss, gradient };
}

/** A flat matrix as an array of its rows. */
function rows(values, count, columns) {
  return Array.from({ length: count }, (_, i) => values.slice(i * columns, (i + 1) * columns));
}

await serve({ describe, prepare });
