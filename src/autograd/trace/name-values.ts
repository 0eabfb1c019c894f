import { isFloat } from '../../tensor/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { RecordedPass } from './record-pass.js';
import type { TracedValue } from './traced.js';

/** What values are to be called. */
export interface Naming {
  /** Names of the inputs. Default: `x`, or `x1`, `x2`, ... of several. */
  readonly names?: readonly string[];
  /** The name of any other tensor that the function uses or computes: a parameter, a layer's output. Undefined: the default. */
  readonly nameOf?: (tensor: Tensor) => string | undefined;
}

/** The values of a pass, in order, under names. */
export interface ValueNames {
  readonly order: readonly Tensor[];
  idOf(tensor: Tensor): number;
  nameOf(tensor: Tensor): string;
  kindOf(tensor: Tensor): TracedValue['kind'];
}

/**
 * Gives every value of a pass its place and a name of its own: inputs first, then step by step what else goes in, and what comes
 * out. Results are `v1`, `v2`, ... by their step, the last one `L`, a scalar constant is its number (`scalars`).
 */
export function nameValues(
  { y, visits }: Pick<RecordedPass, 'y' | 'visits'>,
  leaves: readonly Tensor[],
  scalars: ReadonlyMap<Tensor, number>,
  { names = [], nameOf = () => undefined }: Naming,
): ValueNames {
  const inputs = new Set(leaves);
  const named = new Map<Tensor, string>();
  const taken = new Set<string>();
  const name = (tensor: Tensor, wanted: string) => {
    if (named.has(tensor)) return;
    const unique = uniqueName(wanted, taken);
    named.set(tensor, unique);
    taken.add(unique);
  };
  leaves.forEach((leaf, i) => name(leaf, names[i] ?? (leaves.length === 1 ? 'x' : `x${i + 1}`)));
  visits.forEach(({ node }, index) => {
    for (const input of node.inputs) {
      if (!input) continue;
      const constant = scalars.get(input);
      // A number is its own name, however often it occurs.
      if (constant !== undefined && !inputs.has(input)) named.set(input, numberName(constant));
      else name(input, nameOf(input) ?? leafName(input));
    }
    name(node.output, node.output === y && y.size === 1 ? 'L' : (nameOf(node.output) ?? `v${index + 1}`));
  });
  const ids = new Map([...named.keys()].map((tensor, id) => [tensor, id]));
  return {
    order: [...named.keys()],
    idOf: (tensor) => ids.get(tensor)!,
    nameOf: (tensor) => named.get(tensor)!,
    kindOf(tensor) {
      if (tensor.producer) return 'result';
      if (inputs.has(tensor)) return 'input';
      return tensor.requiresGrad ? 'parameter' : 'constant';
    },
  };
}

function leafName({ requiresGrad, dtype }: Tensor): string {
  if (requiresGrad) return 'p';
  return isFloat(dtype) ? 'c' : 'labels';
}

function numberName(value: number): string {
  return String(Number(value.toPrecision(7)));
}

/** The name, with a number behind it where it is taken: `p`, `p_2`, `p_3`. */
function uniqueName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let count = 2;
  while (taken.has(`${wanted}_${count}`)) count++;
  return `${wanted}_${count}`;
}
