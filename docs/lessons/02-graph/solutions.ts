import type { Tensor } from 'handgrad';

/** Exercise 1. Depth first: a tensor is entered in front of the list once all that it was computed from is in it. */
export function backwardOrder(y: Tensor): Tensor[] {
  const order: Tensor[] = [];
  const entered = new Set<Tensor>();
  const enter = (tensor: Tensor) => {
    if (!tensor.producer || entered.has(tensor)) return;
    entered.add(tensor);
    for (const input of tensor.producer.inputs) if (input) enter(input);
    order.unshift(tensor);
  };
  enter(y);
  return order;
}

/** Exercise 2. As backpropagation does it, with every slope taken for 1. */
export function countPaths(y: Tensor, x: Tensor): number {
  const paths = new Map([[y, 1]]);
  for (const tensor of backwardOrder(y)) {
    for (const input of tensor.producer!.inputs) {
      if (input) paths.set(input, (paths.get(input) ?? 0) + paths.get(tensor)!);
    }
  }
  return paths.get(x) ?? 0;
}

/** Exercise 3. (v x + c)' = v' x + v, by the product rule: with v from before this step. */
export function polynomialWithSlope(c: readonly number[], x: number): { value: number; slope: number } {
  let [value, slope] = [c[0], 0];
  for (const coefficient of c.slice(1)) {
    slope = slope * x + value;
    value = value * x + coefficient;
  }
  return { value, slope };
}
