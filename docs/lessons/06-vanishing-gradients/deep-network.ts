/** The network and the images that this lesson's script and pictures measure. */
import {
  dense,
  flatten,
  imageExamples,
  layerGradientNorms,
  sequential,
  softmaxCrossEntropy,
  tensor,
  type Examples,
  type InitializerName,
  type Model,
} from 'handgrad';
import { drawDigitData } from 'handgrad/node';

/** Units of the hidden layers: the deepest network of notebook 002 (bench/notebooks/mnist-laboratory.ts). */
export const WIDTHS = [500, 400, 300, 200, 100];

/** The activations that the notebooks use in hidden layers. */
export type Activation = 'sigmoid' | 'tanh' | 'relu';

/** What is compared: the activation of the hidden layers, and how all kernels start. */
export const VARIANTS: readonly (readonly [activation: Activation, initializer: InitializerName])[] = [
  ['sigmoid', 'glorotUniform'],
  ['tanh', 'glorotUniform'],
  ['relu', 'glorotUniform'],
  ['relu', 'heUniform'],
];

const IMAGES = 32;

/** The drawn digits that gradients are measured on. */
export async function digits(): Promise<Examples> {
  const { train } = await drawDigitData({ seed: 1, trainCount: IMAGES, testCount: 1 });
  return imageExamples(train);
}

/** The laboratory's network with another activation or another start. Biases start at 0. */
export function deepNetwork(activation: Activation, kernelInitializer: InitializerName): Model {
  const hidden = WIDTHS.map((units) => dense(units, { activation, kernelInitializer }));
  return sequential([flatten(), ...hidden, dense(10, { kernelInitializer })], { inputShape: [28, 28, 1] });
}

/** The norm of each layer's gradient before the first step, first layer first, for all images as one batch. */
export async function gradientNorms(model: Model, { inputs, inputShape, targets, count }: Examples): Promise<number[]> {
  const batch = {
    inputs: tensor(
      Float32Array.from(inputs, (byte) => byte / 255),
      { shape: [count, ...inputShape] },
    ),
    targets: tensor(Int32Array.from(targets), { dtype: 'int32' }),
  };
  return layerGradientNorms(model, batch, { loss: softmaxCrossEntropy, seed: 0, step: 0 });
}
