// brain.js: dense networks that learn from one example at a time, by mean squared error. So it can do nothing like the workloads but the
// one of batch 1, and that with another loss.

import brain from 'brain.js';
import { packageVersion, serve } from './adapter.mjs';

const describe = async () => ({ version: packageVersion('brain.js'), device: 'JavaScript, one thread' });

async function prepare({ layers, batch, batches, task, optimizer }, data) {
  const other = layers.find(({ kind }) => kind !== 'flatten' && kind !== 'dense');
  if (other) throw new Error(`brain.js: it has no layer '${other.kind}'`);
  if (batch > 1 || task !== 'training') throw new Error('brain.js: it updates after every example, it has no batches');
  const dense = layers.filter(({ kind }) => kind === 'dense');
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  const network = new brain.NeuralNetwork({
    hiddenLayers: dense.slice(0, -1).map(({ units }) => units),
    activation: 'relu',
    praxis: 'adam',
    learningRate,
    beta1,
    beta2,
    epsilon,
  });
  const examples = Array.from({ length: batches }, (_, b) => {
    const { images, labels } = data.batch(b);
    return { input: images, output: Float32Array.from({ length: 10 }, (_, c) => Number(c === labels[0])) };
  });
  network.train(examples, { iterations: 1 }); // makes the network
  return {
    step: (b) => void network.trainPattern(examples[b]),
    note: 'brain.js has no softmax cross-entropy: it minimises the mean squared error, from first weights of its own',
  };
}

await serve({ describe, prepare });
