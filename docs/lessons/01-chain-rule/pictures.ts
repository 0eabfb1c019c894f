import { gradients, tensor, type Tensor } from 'handgrad';
import { chartConfig, palette, panelTitle } from '../../../src/report/charts/theme.js';
import { renderSvg } from '../../../src/report/render-chart.js';
import { arrow, diagram, valueNode, type Point } from '../diagram.js';

/** x^3 and its slope at 0.7, of lesson.ts. */
const [at, slope] = [0.7, 1.47];

/** x^3 and its tangent at 0.7, seen through windows that get narrower. */
async function tangent(): Promise<string> {
  const panels = [1, 0.2, 0.04].map(async (width) => {
    const xs = Array.from({ length: 41 }, (_, i) => at + width * (i / 40 - 0.5));
    const x = tensor(xs, { dtype: 'float64' });
    const curve = await x.mul(x).mul(x).data();
    const rise = x.sub(at).mul(slope);
    const line = await rise.add(at ** 3).data();
    const values = xs.flatMap((x, i) => [
      { x, y: curve[i], what: 'x³' },
      { x, y: line[i], what: 'tangent' },
    ]);
    return {
      title: panelTitle(`${width} wide`),
      width: 200,
      height: 200,
      data: { values },
      mark: { type: 'line' },
      encoding: {
        x: { field: 'x', type: 'quantitative', scale: { zero: false, nice: false }, axis: { tickCount: 3 } },
        y: { field: 'y', type: 'quantitative', scale: { zero: false }, title: null, axis: { tickCount: 5 } },
        color: { field: 'what', type: 'nominal', title: null, sort: null, scale: { range: palette.slice(0, 2) } },
      },
    } as const;
  });
  return renderSvg({ hconcat: await Promise.all(panels), config: chartConfig });
}

/** The error of both difference quotients for h from 1 down to 1e-14, on logarithmic axes. */
async function differenceErrors(): Promise<string> {
  const exponents = Array.from({ length: 57 }, (_, i) => -i / 4);
  const h = tensor(
    exponents.map((exponent) => 10 ** exponent),
    { dtype: 'float64' },
  );
  const cube = (x: Tensor) => x.mul(x).mul(x);
  const [above, here, below] = [cube(h.add(at)), cube(h.mul(0).add(at)), cube(h.rsub(at))];
  const quotients = {
    '(f(x + h) - f(x)) / h': above.sub(here).div(h),
    '(f(x + h) - f(x - h)) / 2h': above.sub(below).div(h.mul(2)),
  };
  const values: { h: number; error: number; quotient: string }[] = [];
  for (const [quotient, numbers] of Object.entries(quotients)) {
    const errors = await numbers.sub(slope).abs().data();
    exponents.forEach((exponent, i) => values.push({ h: 10 ** exponent, error: errors[i], quotient }));
  }
  return renderSvg({
    title: 'Error of the slope of x³ at x = 0.7',
    width: 520,
    height: 300,
    data: { values },
    // An error of exactly 0 has no place on a logarithmic axis.
    transform: [{ filter: 'datum.error > 0' }],
    mark: { type: 'line', point: { size: 18 } },
    encoding: {
      x: {
        field: 'h',
        type: 'quantitative',
        scale: { type: 'log' },
        title: 'h',
        axis: { format: '.0e', tickCount: 8 },
      },
      y: { field: 'error', type: 'quantitative', scale: { type: 'log' }, title: 'error', axis: { format: '.0e' } },
      color: { field: 'quotient', type: 'nominal', title: null, scale: { range: palette.slice(0, 2) } },
    },
    config: chartConfig,
  });
}

/** The neuron of lesson.ts: values forwards in blue, derivatives backwards in red, each step's own slope beside its arrow. */
async function neuron(): Promise<string> {
  const leaf = (value: number) => tensor(value, { dtype: 'float64', requiresGrad: true });
  const [x, w, b] = [1.5, 0.8, -0.5].map(leaf);
  const z = w.mul(x).add(b);
  const a = z.sigmoid();
  const loss = a.sub(1).square();
  const places: [name: string, formula: string, value: Tensor, place: Point][] = [
    ['x', 'x', x, { x: 80, y: 60 }],
    ['w', 'w', w, { x: 80, y: 160 }],
    ['b', 'b', b, { x: 80, y: 260 }],
    ['z', 'z = w x + b', z, { x: 290, y: 160 }],
    ['a', 'a = σ(z)', a, { x: 500, y: 160 }],
    ['L', 'L = (a − 1)²', loss, { x: 710, y: 160 }],
  ];
  const derivatives = gradients(
    loss,
    places.map(([, , value]) => value),
  );
  const nodes = places.map(async ([name, formula, value, place], i) => {
    const derivative = `dL/d${name} = ${(await derivatives[i].item()).toFixed(4)}`;
    return valueNode(place, formula, (await value.item()).toFixed(4), derivative);
  });
  const at = (name: string) => places.find(([own]) => own === name)![3];
  const step = (from: string, to: string, label: string, labelAt = { x: 0, y: -14 }) =>
    arrow({ x: at(from).x + 62, y: at(from).y }, { x: at(to).x - 62, y: at(to).y }, { label, labelAt });
  const steps = [
    step('x', 'z', 'w', { x: 8, y: -14 }),
    step('w', 'z', 'x'),
    step('b', 'z', '1', { x: -10, y: -12 }),
    step('z', 'a', 'a (1 − a)'),
    step('a', 'L', '2 (a − 1)'),
  ];
  const title = 'The graph of one neuron: values from left to right, derivatives of L under each box';
  return diagram(title, 790, 320, [...steps, ...(await Promise.all(nodes))]);
}

export const pictures: Record<string, () => Promise<string>> = {
  'tangent.svg': tangent,
  'difference-errors.svg': differenceErrors,
  'neuron.svg': neuron,
};
