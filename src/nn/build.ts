import { zeros } from '../ops/create.js';
import { HandgradError } from '../tensor/error.js';
import type { Shape } from '../tensor/shape.js';
import type { BuildContext, BuiltLayer, CallContext, Layer, LayerFunction } from './layer.js';
import { createParameter, type Parameter, type ParameterOrigin } from './parameter.js';

/** A context to build in, and what has been built in it so far. */
export interface Construction {
  readonly context: BuildContext;
  readonly parameters: readonly Parameter[];
  readonly layers: readonly BuiltLayer[];
}

/** A context under which everything is called `<name>/...`; the empty name is a model's own. */
export function construction(name: string, origin: ParameterOrigin): Construction {
  const parameters: Parameter[] = [];
  const layers: BuiltLayer[] = [];
  const nameOf = (part: string) => (name === '' ? part : `${name}/${part}`);
  const context: BuildContext = {
    name,
    parameter(specification) {
      const made = createParameter({ ...specification, name: nameOf(specification.name) }, origin);
      parameters.push(made);
      return made;
    },
    layer(layer, key, inputShape) {
      const built = buildLayer(layer, nameOf(key), inputShape, origin);
      layers.push(built);
      parameters.push(...built.parameters);
      return built;
    },
    sample: (shape) => zeros([1, ...shape], origin),
  };
  return { context, parameters, layers };
}

/** Builds one layer under its full name. @throws {HandgradError} with the layer's name in front. */
function buildLayer(layer: Layer, name: string, inputShape: Shape, origin: ParameterOrigin): BuiltLayer {
  const { context, parameters, layers } = construction(name, origin);
  const {
    outputShape,
    call,
    callBeforeSoftmax,
    endsInSoftmax = false,
  } = named(name, () => layer.build(inputShape, context));
  const watched =
    (run: LayerFunction['call']): LayerFunction['call'] =>
    (x, callContext: CallContext) => {
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
    layers,
    call: watched(call),
    ...(callBeforeSoftmax && { callBeforeSoftmax: watched(callBeforeSoftmax) }),
    endsInSoftmax,
  };
  return built;
}

function named<T>(name: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    // The innermost name says enough.
    if (!(error instanceof HandgradError) || error.message.startsWith('layer ')) throw error;
    throw new HandgradError(`layer '${name}': ${error.message}`, { cause: error });
  }
}

/**
 * A name for each layer: its own, or its kind, counted from the second on (`dense`, `dense_1`, ...), as Keras does.
 * @throws {HandgradError} when two layers were given the same name, or one an empty name or one with a slash.
 */
export function nameLayers(model: string, layers: readonly Layer[]): string[] {
  const taken = new Set<string>();
  for (const { name } of layers) {
    if (name === null) continue;
    if (name === '' || name.includes('/')) {
      throw new HandgradError(`${model}: a layer is called '${name}'; a name needs a letter and may hold no slash`);
    }
    if (taken.has(name))
      throw new HandgradError(`${model}: two layers are called '${name}'; give each a name of its own`);
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
