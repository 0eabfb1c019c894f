import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import { packTogether } from '../../src/backend/pack-together.js';
import { compile } from '../../src/backend/program/compile.js';
import { interpret } from '../../src/backend/program/interpreter.js';
import { record } from '../../src/backend/program/record.js';
import { fuseUpdates } from '../../src/backend/wasm/fuse-updates.js';
import { adam, gradients, parameter, tensor, type Tensor } from '../../src/index.js';
import { openWasmTeams } from './adapter.js';

/** Numbers of both signs in no order to speak of, and zeros as a picture's border has them. */
function numbers(start: number, backend: Backend, shape: number[], requiresGrad = true): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, (_, i) => Math.max(-0.8, Math.sin(start + i * i)) % 0.8);
  return tensor(values, { shape, backend, requiresGrad });
}

interface Layers {
  readonly x: Tensor;
  readonly tensors: readonly Tensor[];
  readonly loss: () => Tensor;
}

/** Layers without activations, on so many examples; the loss is the sum of squares of what comes out. */
function layers(backend: Backend, sizes: readonly number[], examples = 1): Layers {
  const x = numbers(0.5, backend, [examples, sizes[0]], false);
  const kernels = sizes.slice(1).map((size, i) => numbers(1 + i, backend, [sizes[i], size]));
  const biases = sizes.slice(1).map((size, i) => numbers(0.1 * i, backend, [size]));
  const outputOf = () => kernels.reduce((inputs, kernel, i) => inputs.matmul(kernel).add(biases[i]), x);
  return { x, tensors: kernels.flatMap((kernel, i) => [kernel, biases[i]]), loss: () => outputOf().square().sum() };
}

function recordTraining({ tensors, loss }: Layers, backend: Backend) {
  packTogether(tensors);
  const optimizer = adam({ learningRate: 0.01 });
  const parameters = tensors.map((value, i) => parameter(`w${i}`, value));
  optimizer.prepare(parameters);
  const program = record(backend, () => optimizer.update(parameters, gradients(loss(), tensors)));
  return { program, optimizer };
}

/** Sizes of the gradients that are computed by their update, in order. */
function fusedSizes(launches: Parameters<typeof fuseUpdates>[0]): number[] {
  return fuseUpdates(launches).flatMap((step) => ('update' in step && step.product ? [step.region.size] : []));
}

for (const { name, backend: opened } of await openWasmTeams()) {
  const backend = opened!;
  const launchesOf = (network: Layers) => recordTraining(network, backend).program.launches;

  describe(`updates of outer products on ${name}`, () => {
    it.each([
      ['one layer', [1024, 256], [1024 * 256]],
      ['a layer with a small one after it', [1030, 256, 12], [1030 * 256]],
      ['several layers', [520, 516, 512, 10], [516 * 512, 520 * 516]],
    ])('have the bits of an outer product and an update after it: %s', async (_, sizes, fused) => {
      const outcome = async (way: typeof compile) => {
        const network = layers(backend, sizes);
        const { program, optimizer } = recordTraining(network, backend);
        const replay = way(backend, program);
        replay.run(4, () => optimizer.advance());
        replay.dispose();
        const values = [...network.tensors, ...optimizer.state.values()].map((value) => value.data());
        const bits = (await Promise.all(values)).map((array) => Buffer.from(array.buffer, 0, array.byteLength));
        return { fused: fusedSizes(program.launches), bits };
      };
      const [together, apart] = [await outcome(compile), await outcome(interpret)];
      expect(together.fused).toEqual(fused);
      expect(together.bits.map((bytes, i) => bytes.equals(apart.bits[i]))).toEqual(apart.bits.map(() => true));
    });

    it.each([
      ['of more than one example', (b: Backend) => layers(b, [1024, 256], 2)],
      ['in rows that do not end with a vector', (b: Backend) => layers(b, [1024, 258])],
      ['that are small', (b: Backend) => layers(b, [300, 64])],
      [
        'that a penalty is added to',
        (b: Backend) => {
          const { loss, ...network } = layers(b, [1024, 256]);
          return { ...network, loss: () => loss().add(network.tensors[0].square().sum()) };
        },
      ],
    ])('are none of gradients %s', (_, network) => {
      expect(fusedSizes(launchesOf(network(backend)))).toEqual([]);
    });

    it('are none where a launch in between looks at the kernel, or at the gradient', () => {
      const launches = launchesOf(layers(backend, [520, 516, 512, 10]));
      const indexOf = (...shape: number[]) =>
        launches.findIndex(({ outputs }) => JSON.stringify(outputs[0]!.shape) === JSON.stringify(shape));
      const [forward, product] = [indexOf(1, 512), indexOf(516, 512)];
      const between = product + 1;
      expect(launches[between].kernel).not.toBe('adam');
      expect(fusedSizes(launches)).toContain(516 * 512);
      expect(fusedSizes(launches.with(between, launches[forward]))).not.toContain(516 * 512);
      const readsGradient = { ...launches[between], inputs: launches[product].outputs };
      expect(fusedSizes(launches.with(between, readsGradient))).not.toContain(516 * 512);
    });
  });
}
