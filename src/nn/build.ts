import { zeros } from '../ops/create.js';
import { HandgradError } from '../tensor/error.js';
import type { Shape } from '../tensor/shape.js';
import type { BuildContext, BuiltLayer, CallContext, Layer } from './layer.js';
import { createParameter, type Parameter, type ParameterOrigin } from './parameter.js';

/** Builds one layer under its full name and gathers the parameters that it and its inner layers make. */
export function buildLayer(layer: Layer, name: string, inputShape: Shape, origin: ParameterOrigin): BuiltLayer {
  const parameters: Parameter[] = [];
  const context: BuildContext = {
    name,
    parameter(specification) {
      const made = createParameter({ ...specification, name: `${name}/${specification.name}` }, origin);
      parameters.push(made);
      return made;
    },
    layer(inner, key, innerShape) {
      const built = buildLayer(inner, `${name}/${key}`, innerShape, origin);
      parameters.push(...built.parameters);
      return built;
    },
    sample: (shape) => sampleOf(shape, origin),
  };
  const { outputShape, call, callBeforeSoftmax } = layer.build(inputShape, context);
  const watched = (run: typeof call) => (x: Parameters<typeof call>[0], callContext: CallContext) => {
    const y = run(x, callContext);
    callContext.observe?.(built, y);
    return y;
  };
  const built: BuiltLayer = {
    name,
    kind: layer.kind,
    options: layer.options,
    inputShape,
    outputShape,
    parameters,
    call: watched(call),
    ...(callBeforeSoftmax && { callBeforeSoftmax: watched(callBeforeSoftmax) }),
  };
  return built;
}

/** Zeros of [1, ...shape] where a model lives. */
export function sampleOf(shape: Shape, { dtype, backend }: ParameterOrigin) {
  return zeros([1, ...shape], { dtype, backend });
}

/**
 * A name for each layer: its own, or its kind, counted from the second on (`dense`, `dense_1`, ...), as Keras does.
 * @throws {HandgradError} when two layers were given the same name.
 */
export function nameLayers(model: string, layers: readonly Layer[]): string[] {
  const taken = new Set<string>();
  for (const { name } of layers) {
    if (name === null) continue;
    if (taken.has(name)) throw new HandgradError(`${model}: two layers are called '${name}'; give each a name of its own`);
    taken.add(name);
  }
  return layers.map(({ name, kind }) => {
    if (name !== null) return name;
    let candidate = kind;
    for (let count = 1; taken.has(candidate); count++) candidate = `${kind}_${count}`;
    taken.add(candidate);
    return candidate;
  });
}
