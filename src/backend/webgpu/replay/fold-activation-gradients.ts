import type { DeviceBuffer } from '../../../tensor/device.js';
import { floatArithmetic } from '../kernels/elementwise.js';
import type { StepLaunch } from './collect-launches.js';
import { reachableFrom, rename, type Binding, type Declaration, type KernelModule } from './kernel-module.js';
import { externalBuffer, overlap } from './step-memory.js';

/**
 * Has a kernel multiply what it writes by the derivative of an activation, where a launch of its own would do nothing but that.
 *
 *     dh = matmul(dy, w)          ->     dx = reluGradient(matmul(dy, w), h)
 *     dx = reluGradient(dh, h)
 *
 * The bits stay: the derivatives begin with a comparison or a product of what the kernel writes, never with an addition that
 * could be fused with one before.
 */
export function foldActivationGradients(launches: readonly StepLaunch[]): readonly StepLaunch[] {
  let folded = launches;
  for (const gradient of launches) {
    const producer = isActivationGradient(gradient) && producerFor(gradient, folded);
    const both = producer && join(producer, gradient);
    if (both) folded = folded.filter((other) => other !== gradient).map((other) => (other === producer ? both : other));
  }
  return folded;
}

function isActivationGradient({ request, module }: StepLaunch): boolean {
  const { kernel, constants = {}, include = [], reads } = request;
  const isGradient =
    include.includes('arithmetic-float32') && floatArithmetic[Number(constants.FUNCTION)].endsWith('Gradient');
  // Operands of one size are not broadcast: element i comes from the elements i.
  const sizes = [...reads, ...request.writes].map((operand) => operand?.buffer.size);
  return kernel === 'binary' && isGradient && new Set(sizes).size === 1 && module.bindings.length === 3;
}

/** The launch that makes what only `gradient` reads, if it could as well do the gradient's work. */
function producerFor(gradient: StepLaunch, launches: readonly StepLaunch[]): StepLaunch | null {
  const [upstream, activated] = gradient.request.reads.map((operand) => operand!.buffer);
  const result = gradient.request.writes[0].buffer;
  if (externalBuffer(upstream)) return null;
  const users = launches.filter((launch) => touches(launch, upstream));
  if (users.length !== 2 || users[1] !== gradient) return null;
  const [producer] = users;
  const between = launches.slice(launches.indexOf(producer) + 1, launches.indexOf(gradient));
  const isFree =
    !touches(producer, result) &&
    !producer.request.writes.some(({ buffer }) => overlap(buffer, activated)) &&
    between.every((launch) => !touches(launch, result) && !writes(launch, activated));
  return isFree && producer.request.writes.length === 1 ? producer : null;
}

function touches(launch: StepLaunch, buffer: DeviceBuffer): boolean {
  return writes(launch, buffer) || launch.request.reads.some((operand) => operand && overlap(operand.buffer, buffer));
}

function writes({ request }: StepLaunch, buffer: DeviceBuffer): boolean {
  return request.writes.some((operand) => overlap(operand.buffer, buffer));
}

/** `producer` with the gradient's function around every value that it writes; null where its text does not write values one by one. */
function join(producer: StepLaunch, gradient: StepLaunch): StepLaunch | null {
  const { request, module } = producer;
  const written = module.bindings.find(({ space }) => space === 'read_write');
  if (written?.type !== 'array<f32>') return null;
  // Of the gradient, so that a kernel may take in several.
  const named = (name: string) => `${name}_of${gradient.number}`;
  const hooked = hookStores(module, written.name, named('store'));
  if (!hooked) return null;
  // The new operand comes behind the other ones that are read: what is written moves on by one.
  const place = request.reads.length;
  const moved = hooked.bindings.map((binding) => {
    return binding.index < place ? binding : { ...binding, index: binding.index + 1 };
  });
  const activated: Binding = { index: place, space: 'read', name: named('activated'), type: 'array<f32>' };
  return {
    ...producer,
    request: { ...request, reads: [...request.reads, gradient.request.reads[1]], writes: gradient.request.writes },
    module: {
      ...hooked,
      declarations: [...gradientDeclarations(gradient, written.name, named), ...hooked.declarations],
      bindings: [...moved, activated],
    },
  };
}

/** The kernel with a call of the function `store` for every assignment to an element of `name`. */
function hookStores(module: KernelModule, name: string, store: string): KernelModule | null {
  const assignment = new RegExp(`\\b${name}\\[(.*)\\] = (.*);`, 'g');
  const hook = (text: string) => text.replaceAll(assignment, `${store}($1, $2);`);
  const declarations = module.declarations.map((declaration) => ({ ...declaration, text: hook(declaration.text) }));
  const entry = { ...module.entry, text: hook(module.entry.text) };
  const isReadToo = [...declarations, entry].some(({ text }) => new RegExp(`\\b${name}\\[`).test(text));
  return isReadToo ? null : { ...module, declarations, entry };
}

/** The derivative's function and what it needs, under names that no kernel has, and the function that stores what it gives. */
function gradientDeclarations(
  { module: { declarations } }: StepLaunch,
  target: string,
  named: (name: string) => string,
): Declaration[] {
  const needed = reachableFrom(
    declarations.find(({ name }) => name === 'combine')!,
    declarations,
  );
  const names = new Map(needed.map(({ name }) => [name, named(name)]));
  const renamed = needed.map(({ kind, name, text }) => {
    return { kind, name: named(name), text: rename(text, (other) => names.get(other)) };
  });
  const value = `${named('combine')}(dy, ${named('activated')}[i])`;
  const text = `fn ${named('store')}(i: u32, dy: f32) {\n  ${target}[i] = ${value};\n}`;
  return [...renamed, { kind: 'function', name: named('store'), text }];
}
