import { gradients, tensor, type Tensor } from 'handgrad';
import { arrow, colours, diagram, valueNode, type Point } from '../diagram.js';

/** The graph of lesson.ts: values, the shares that go back along the arrows, and the derivatives that they add up to. */
async function graph(): Promise<string> {
  const [a, b] = [2, 3].map((value) => tensor(value, { dtype: 'float64', requiresGrad: true }));
  const p = a.mul(b);
  const q = p.mul(p);
  const r = p.add(b);
  const y = q.mul(r);
  const places = new Map<Tensor, [name: string, formula: string, place: Point]>([
    [a, ['a', 'a', { x: 90, y: 80 }]],
    [b, ['b', 'b', { x: 90, y: 260 }]],
    [p, ['p', 'p = a · b', { x: 310, y: 80 }]],
    [q, ['q', 'q = p · p', { x: 530, y: 80 }]],
    [r, ['r', 'r = p + b', { x: 530, y: 260 }]],
    [y, ['y', 'y = q · r', { x: 750, y: 170 }]],
  ]);
  const values = [...places.keys()];
  const numbers = new Map<Tensor, number>();
  const derivatives = new Map<Tensor, number>();
  for (const [i, derivative] of gradients(y, values).entries()) {
    numbers.set(values[i], await values[i].item());
    derivatives.set(values[i], await derivative.item());
  }
  const nodes = values.map((value) => {
    const [name, formula, place] = places.get(value)!;
    return valueNode(place, formula, String(numbers.get(value)), `dy/d${name} = ${derivatives.get(value)}`);
  });
  const edge = (from: Tensor, to: Tensor, slope: number, shift: number, labelAt: Point) => {
    const [start, end] = [places.get(from)![2], places.get(to)![2]];
    const label = String(derivatives.get(to)! * slope);
    return arrow(
      { x: start.x + 62, y: start.y + shift },
      { x: end.x - 62, y: end.y + shift },
      { label, labelAt, labelColour: colours.gradient },
    );
  };
  const number = (of: Tensor) => numbers.get(of)!;
  const edges = [
    edge(a, p, number(b), 0, { x: 0, y: -11 }),
    edge(b, p, number(a), 0, { x: -22, y: -6 }),
    edge(p, q, number(p), -12, { x: 0, y: -11 }),
    edge(p, q, number(p), 12, { x: 0, y: 12 }),
    edge(p, r, 1, 0, { x: 18, y: -6 }),
    edge(b, r, 1, 0, { x: 0, y: -11 }),
    edge(q, y, number(r), 0, { x: 10, y: -10 }),
    edge(r, y, number(q), 0, { x: 14, y: 12 }),
  ];
  const title = 'A graph of two inputs and four computed values, with what goes back along each arrow';
  return diagram(title, 840, 330, [...edges, ...nodes]);
}

export const pictures: Record<string, () => Promise<string>> = { 'graph.svg': graph };
