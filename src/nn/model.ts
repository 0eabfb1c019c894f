// Loads the operations as methods of tensors, and the arithmetic of gradients.
import '../ops/index.js';
import type { Backend } from '../backend/backend.js';
import type { StepValue } from '../backend/program/per-step.js';
import { noGrad } from '../autograd/recording.js';
import { currentBackend } from '../backend/current.js';
import { packTogether } from '../backend/pack-together.js';
import { isFloat, type FloatDType } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { tidy } from '../tensor/lifetime.js';
import { seedWords, type Seed } from '../tensor/random.js';
import { checkShape, sameShape, shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { BuiltLayer, CallContext, LayerDescription } from './layer.js';
import type { Parameter, ParameterOrigin } from './parameter.js';

/**
 * A network with its parameters.
 *
 * How a closing softmax is treated: a classifier may be described with it (`dense(10, { activation: 'softmax' })`, as published
 * models are) or without it. Either way `forward` gives the logits, the values before it, which is what `softmaxCrossEntropy`
 * takes, so nobody applies softmax twice; `outputActivation` says what is left to do, and `predict` does it.
 */
export interface Model {
  /** What it is called, in files and tables. Default: `sequential` or `model`. */
  readonly name: string;
  /** Without the batch axis. */
  readonly inputShape: Shape;
  /** Without the batch axis. */
  readonly outputShape: Shape;
  /** The layers in their places, in the order in which they were built. */
  readonly layers: readonly BuiltLayer[];
  /** All of them, in the layers' order. */
  readonly parameters: readonly Parameter[];
  /** Those that an optimiser learns. */
  readonly trainable: readonly Parameter[];
  /** What turns the result of `forward` into the model's output. */
  readonly outputActivation: OutputActivation;
  /** What the parameters were made with; also the default seed of dropout. */
  readonly seed: Seed;
  /** Of the parameters and of everything computed from them. Default float32. */
  readonly dtype: FloatDType;
  /** Where the parameters are, and where the model computes. */
  readonly backend: Backend;
  /**
   * The output before a closing softmax, on the tape: what losses are computed from.
   * x: [batch, ...inputShape] of the model's dtype. mode: default use, `{ training: false }`.
   * @throws {HandgradError} when x has another shape or dtype.
   */
  forward(x: Tensor, mode?: Mode): Tensor;
  /** The output of the whole batch, a closing softmax included, not on the tape. x as in `forward`. */
  predict(x: Tensor): Tensor;
  /** The model as plain JSON, from which `modelFromDescription` makes it again, with fresh parameters. */
  describe(): ModelDescription;
}

/** What makes a model's output of its `forward`: nothing, or a softmax over the last axis. */
export type OutputActivation = 'linear' | 'softmax';

/** How a model is called. Dropout and batch normalisation differ between training and use. */
export type Mode = (TrainingMode | UseMode) & Pick<CallContext, 'observe'>;

/** The mode of a training step: dropout drops, batch normalisation uses the batch's own moments. */
export interface TrainingMode {
  /** Tells it from use. */
  readonly training: true;
  /** The step, from 0: dropout drops others in each. `perStep` where the pass is recorded to be replayed. */
  readonly step: StepValue<number>;
  /** Default: the model's. */
  readonly seed?: Seed;
}

/** The mode of evaluation and prediction: dropout does nothing, batch normalisation uses the moving moments. */
export interface UseMode {
  /** May be left out. */
  readonly training?: false;
}

/** A model as a file describes it. */
export interface ModelDescription {
  /** Of the form of descriptions: what a later form looks like, an earlier program need not guess. */
  readonly version: 1;
  /** A functional model holds code: its description shows what it is made of but cannot make it again. */
  readonly kind: 'sequential' | 'functional';
  /** The model's name. */
  readonly name: string;
  /** Without the batch axis. */
  readonly inputShape: Shape;
  /** Kind, name and options of each layer, in order. */
  readonly layers: readonly LayerDescription[];
}

/** What every model is made with. */
export interface ModelOptions {
  /** For people. Default: the kind of model. */
  readonly name?: string | undefined;
  /** Of the parameters' first values: same seed, same values, on every backend. Default 0. */
  readonly seed?: Seed | undefined;
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
  /** Default: the backend in use (`setBackend`). */
  readonly backend?: Backend | undefined;
}

/** The parts of a model that differ between the ways to write one. */
export interface ModelParts {
  readonly kind: ModelDescription['kind'];
  readonly name: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly layers: readonly BuiltLayer[];
  readonly parameters: readonly Parameter[];
  readonly outputActivation: OutputActivation;
  readonly call: (x: Tensor, context: CallContext) => Tensor;
}

/** Where the parameters of a model come from. @throws {HandgradError} when seed or dtype cannot be. */
export function originOf({ seed = 0, dtype = 'float32', backend = currentBackend() }: ModelOptions): ParameterOrigin {
  seedWords(seed); // refuses what is no seed
  if (!isFloat(dtype)) throw new HandgradError(`model: the dtype is ${String(dtype)}, expected float32 or float64`);
  return { seed, dtype, backend };
}

/** @throws {HandgradError} unless `shape` is one that examples can have. */
export function checkInputShape(model: string, shape: unknown): asserts shape is Shape {
  if (!Array.isArray(shape)) {
    throw new HandgradError(
      `${model}: the inputShape is ${JSON.stringify(shape)}, expected the shape of one example, such as [784]`,
    );
  }
  checkShape(`${model}: inputShape`, shape as number[]);
}

/** Puts a model together. */
export function assembleModel({ kind, call, ...parts }: ModelParts, origin: ParameterOrigin): Model {
  const { name, inputShape, layers, parameters, outputActivation } = parts;
  const trainable = parameters.filter((parameter) => parameter.trainable);
  packTogether(trainable.map(({ value }) => value));
  const forward: Model['forward'] = (x, mode = {}) => {
    checkInput(name, x, inputShape, origin);
    return call(x, contextOf(mode, origin.seed));
  };
  return {
    ...parts,
    ...origin,
    trainable,
    forward,
    predict: (x) =>
      tidy(() =>
        noGrad(() => {
          const output = forward(x);
          return outputActivation === 'softmax' ? output.softmax() : output;
        }),
      ),
    describe: () => ({ version: 1, kind, name, inputShape, layers: layers.map(describeLayer) }),
  };
}

function contextOf(mode: Mode, modelSeed: Seed): CallContext {
  const { observe } = mode;
  return mode.training
    ? { training: true, seed: mode.seed ?? modelSeed, step: mode.step, observe }
    : { training: false, seed: modelSeed, step: 0, observe };
}

function checkInput(name: string, x: Tensor, inputShape: Shape, { dtype }: ParameterOrigin): void {
  if (x.rank === 0 || !sameShape(x.shape.slice(1), inputShape)) {
    throw new HandgradError(
      `${name}: the input is ${shapeText(x.shape)}, expected a batch of examples [${['batch', ...inputShape].join(', ')}]`,
    );
  }
  if (x.dtype !== dtype) {
    throw new HandgradError(
      `${name}: the input is ${x.dtype}, the model computes in ${dtype}; cast('${dtype}') it first`,
    );
  }
}

function describeLayer({ kind, name, options }: BuiltLayer): LayerDescription {
  return { kind, name, options };
}
