import { withRecording } from '../../autograd/recording.js';
import { HandgradError } from '../../tensor/error.js';
import { tidy } from '../../tensor/lifetime.js';
import { shapeText, type Shape } from '../../tensor/shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { BuildContext, BuiltLayer, CallContext, Layer } from '../layer.js';

/** The layers of a block as its code sees them: functions from batch to batch, by the names they were given. */
export type LayerCalls<L extends Readonly<Record<string, Layer>>> = { readonly [K in keyof L]: (x: Tensor) => Tensor };

/** What a block computes: any tensor code, with the block's layers at hand. */
export type BlockForward<L extends Readonly<Record<string, Layer>>> = (
  x: Tensor,
  layers: LayerCalls<L>,
  context: CallContext,
) => Tensor;

/**
 * A layer made of layers and of one's own code: residual connections, branches, shared weights, anything.
 *
 *     const residual = (units: number) =>
 *       block({ first: dense(units, { activation: 'relu' }), second: dense(units) }, (x, { first, second }) =>
 *         x.add(second(first(x))).relu(),
 *       );
 *
 * The keys name the inner layers. A layer that the code calls twice shares its parameters, and has to get one shape each time.
 * The code must be the same computation in every call: it runs once when the block is built, on a batch of one zero, to find out
 * the shapes. There, inner layers give zeros.
 * No file can hold code: a model with a block is saved as parameters, and built again by its program.
 */
export function block<const L extends Readonly<Record<string, Layer>>>(
  layers: L,
  forward: BlockForward<L>,
  { name = null }: { readonly name?: string | null } = {},
): Layer {
  return {
    kind: 'block',
    name,
    options: null,
    build(inputShape, context) {
      const built = new Map<string, BuiltLayer>();
      const y = trace(inputShape, context, (x) => {
        const calls = callsOf(layers, (key, input) => {
          const shape = input.shape.slice(1);
          const layer = built.get(key) ?? context.layer(layers[key], key, shape);
          checkSameInput(layer, shape);
          built.set(key, layer);
          const sample = requiringGrad(context.sample(layer.outputShape));
          return layer.callBeforeSoftmax || layer.endsInSoftmax ? sample.softmax() : sample;
        });
        return forward(x, calls, { training: false, seed: 0, step: 0 });
      });
      const unused = Object.keys(layers).find((key) => !built.has(key));
      if (unused !== undefined) {
        throw new HandgradError(`block: the code never calls the layer '${unused}'; call it or leave it out`);
      }
      return {
        ...y,
        call(x, callContext) {
          const calls = callsOf(layers, (key, input) => {
            const layer = built.get(key)!;
            checkSameInput(layer, input.shape.slice(1));
            return layer.call(input, callContext);
          });
          return forward(x, calls, callContext);
        },
      };
    },
  };
}

/** What `run` makes of a batch of one zero: its shape, and whether it comes out of a softmax, which the tape tells. */
function trace(inputShape: Shape, context: BuildContext, run: (x: Tensor) => Tensor) {
  return tidy(() =>
    withRecording(true, () => {
      const y = run(requiringGrad(context.sample(inputShape)));
      return { outputShape: y.shape.slice(1), endsInSoftmax: y.producer?.operation === 'softmax' };
    }),
  );
}

function requiringGrad(x: Tensor): Tensor {
  x.requiresGrad = true;
  return x;
}

function callsOf<L extends Readonly<Record<string, Layer>>>(layers: L, call: (key: string, x: Tensor) => Tensor) {
  return Object.fromEntries(Object.keys(layers).map((key) => [key, (x: Tensor) => call(key, x)])) as LayerCalls<L>;
}

function checkSameInput(layer: BuiltLayer, shape: readonly number[]): void {
  if (shapeText(shape) !== shapeText(layer.inputShape)) {
    throw new HandgradError(
      `block: the layer '${layer.name}' was built for examples of shape ${shapeText(layer.inputShape)} ` +
        `and is called with ${shapeText(shape)}`,
    );
  }
}
