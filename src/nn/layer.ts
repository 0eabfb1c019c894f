import type { StepValue } from '../backend/program/per-step.js';
import type { Shape } from '../tensor/shape.js';
import type { Seed } from '../tensor/random.js';
import type { Tensor } from '../tensor/tensor.js';
import type { JsonObject } from './json.js';
import type { Parameter, ParameterSpecification } from './parameter.js';

/**
 * A layer: a recipe, not yet bound to sizes or memory. A model builds it for the shape that arrives, and every place in a model
 * gets parameters of its own, even from one and the same recipe. A layer of one's own is any object of this form.
 */
export interface Layer {
  /** What it is: `dense`, `conv2d`, ... */
  readonly kind: string;
  /** The name its user gave; null leaves it to the model, which counts: `dense`, `dense_1`, ... */
  readonly name: string | null;
  /** Its options as plain JSON, from which it can be made again; null when it holds code, which no file can hold. */
  readonly options: JsonObject | null;
  /**
   * Makes the parameters and says what happens to a batch.
   * `inputShape`: without the batch axis.
   * @throws {HandgradError} when the layer cannot take that shape.
   */
  build(inputShape: Shape, context: BuildContext): LayerFunction;
}

/** What a layer's `build` gives. */
export interface LayerFunction {
  /** Without the batch axis. */
  readonly outputShape: Shape;
  /** x: [batch, ...inputShape]; the result: [batch, ...outputShape]. */
  call(x: Tensor, context: CallContext): Tensor;
  /**
   * The result before a closing softmax, for layers that end in one. Where such a layer is a model's last, the model's `forward`
   * calls this one, and the softmax becomes its `outputActivation` (model.ts).
   */
  readonly callBeforeSoftmax?: (x: Tensor, context: CallContext) => Tensor;
  /** The result comes out of a softmax that cannot be left off, for it is in the code of a block: no model may end so. */
  readonly endsInSoftmax?: boolean;
}

/** What a layer builds with. */
export interface BuildContext {
  /** The layer's name, unique in the model; inside a block with the block's in front: `residual/first`. */
  readonly name: string;
  /** Makes a parameter called `<layer>/<specification.name>`. */
  parameter(specification: ParameterSpecification): Parameter;
  /** Builds a layer inside this one, called `<layer>/<key>`. For layers that are made of layers. */
  layer(layer: Layer, key: string, inputShape: Shape): BuiltLayer;
  /** Zeros of [1, ...shape], to find out shapes by running code on them. */
  sample(shape: Shape): Tensor;
}

/** What a layer knows of the pass that it is called in. */
export interface CallContext {
  /** Training or use: dropout and batch normalisation differ. */
  readonly training: boolean;
  /** Of the random numbers of this training. */
  readonly seed: Seed;
  /**
   * The training step, from 0. What a layer draws is a pure function of (seed, layer name, step): the same bits after a resume
   * and on every backend. The step enters as the second counter word of Philox (`dropout` in src/backend/kernels.ts), nowhere else.
   * `perStep` in a captured training, whose steps are replayed: hand it on as it is.
   */
  readonly step: StepValue<number>;
  /** Sees every layer's result as it is computed: for feature maps, and to find the layer that made a NaN. */
  readonly observe?: ((layer: BuiltLayer, output: Tensor) => void) | undefined;
}

/** A layer in its place in a model. */
export interface BuiltLayer extends LayerFunction {
  /** Unique in the model: `dense`, `dense_1`, or what its user chose. */
  readonly name: string;
  /** What it is: `dense`, `conv2d`, ... */
  readonly kind: string;
  /** Its options as plain JSON; null when it holds code. */
  readonly options: JsonObject | null;
  /** Without the batch axis. */
  readonly inputShape: Shape;
  /** In the order in which they were made, those of inner layers included. */
  readonly parameters: readonly Parameter[];
  /** The layers that this one is made of; none for most. */
  readonly layers: readonly BuiltLayer[];
}

/** A layer as a file describes it. */
export interface LayerDescription {
  /** What it is: one of `layerKinds`, or a kind of one's own. */
  readonly kind: string;
  /** Its name in the model. */
  readonly name: string;
  /** Null: it holds code. */
  readonly options: JsonObject | null;
}
