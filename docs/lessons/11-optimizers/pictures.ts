import { adam, parameter, sgd, tensor, type Optimizer, type Tensor } from 'handgrad';
import type { TopLevelSpec } from 'vega-lite';
import { chartConfig, palette, panelTitle } from '../../../src/report/charts/theme.js';
import { shadedRaster } from '../../../src/report/raster.js';
import { rasterUrl } from '../../../src/report/raster-png.js';
import { renderSvg } from '../../../src/report/render-chart.js';

/** What lesson 11 shows: paths of the engine's optimisers on two landscapes, and the loss around the largest possible rate. */
export const pictures: Record<string, () => Promise<string>> = {
  'paths.svg': drawPaths,
  'divergence.svg': drawDivergence,
};

/** A loss of two weights, as a function of tensors and, for its map, of numbers. */
interface Landscape {
  readonly title: string;
  readonly start: readonly [number, number];
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly loss: (x: Tensor, y: Tensor) => Tensor;
  readonly height: (x: number, y: number) => number;
  readonly runs: Readonly<Record<string, () => Optimizer>>;
}

const bowl: Landscape = {
  title: 'x²/2 + 25 y²/2, 40 steps',
  start: [-1.8, 0.7],
  x: [-2, 0.6],
  y: [-0.85, 0.85],
  loss: (x, y) => x.square().add(y.square().mul(25)).mul(0.5),
  height: (x, y) => (x * x + 25 * y * y) / 2,
  runs: {
    'plain, 0.075': () => sgd({ learningRate: 0.075 }),
    'momentum 0.8, 0.02': () => sgd({ learningRate: 0.02, momentum: 0.8 }),
    'Nesterov 0.8, 0.02': () => sgd({ learningRate: 0.02, momentum: 0.8, nesterov: true }),
    'Adam, 0.15': () => adam({ learningRate: 0.15 }),
  },
};

/** Rosenbrock (1960): a curved valley. At the minimum, (1, 1), the curvatures are 1002 across it and 0.4 along it. */
const valley: Landscape = {
  title: 'Rosenbrock: (1 - x)² + 100 (y - x²)², 500 steps',
  start: [-1.2, 1],
  x: [-1.6, 1.4],
  y: [-0.4, 1.6],
  loss: (x, y) => x.rsub(1).square().add(y.sub(x.square()).square().mul(100)),
  height: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  runs: {
    'plain, 0.001': () => sgd({ learningRate: 0.001 }),
    'momentum 0.9, 0.0005': () => sgd({ learningRate: 0.0005, momentum: 0.9 }),
    'Nesterov 0.9, 0.0005': () => sgd({ learningRate: 0.0005, momentum: 0.9, nesterov: true }),
    'Adam, 0.1': () => adam({ learningRate: 0.1 }),
  },
};

async function drawPaths(): Promise<string> {
  const panels = [await pathsOn(bowl, 40), await pathsOn(valley, 500)];
  return renderSvg({ hconcat: panels, resolve: { scale: { color: 'independent' } }, config: chartConfig });
}

type Panel = Extract<TopLevelSpec, { hconcat: unknown[] }>['hconcat'][number];

const [WIDTH, HEIGHT] = [360, 260];

/** The paths over bands of equal loss, each a factor of three; a cross where they begin, a disc where each ends. */
async function pathsOn(landscape: Landscape, steps: number): Promise<Panel> {
  const { title, start, x, y, runs } = landscape;
  const paths = Object.entries(runs).map(async ([optimizer, make]) => {
    const path = await descend(landscape, make(), steps);
    return path.map(([x, y], step) => ({ optimizer, step, x, y }));
  });
  const axis = (field: 'x' | 'y', domain: readonly [number, number]) =>
    ({ field, type: 'quantitative', scale: { domain: domain.slice(), nice: false }, axis: { grid: false } }) as const;
  const position = { x: axis('x', x), y: axis('y', y) };
  const color = {
    field: 'optimizer',
    sort: null,
    scale: { range: palette.slice() },
    legend: { title: 'optimiser, rate', orient: 'bottom', columns: 2 },
  } as const;
  return {
    title: panelTitle(title),
    width: WIDTH,
    height: HEIGHT,
    data: { values: (await Promise.all(paths)).flat() },
    layer: [
      {
        data: { values: [{ url: rasterUrl(bandsOf(landscape)) }] },
        mark: { type: 'image', width: WIDTH, height: HEIGHT, align: 'left', baseline: 'top', aria: false },
        encoding: { x: { value: 0 }, y: { value: 0 }, url: { field: 'url', type: 'nominal' } },
      },
      {
        mark: { type: 'line', strokeWidth: 1.5, aria: false },
        encoding: { ...position, order: { field: 'step' }, color },
      },
      {
        transform: [{ filter: `datum.step === ${steps}` }],
        mark: { type: 'point', shape: 'circle', size: 60, filled: true, opacity: 1, aria: false },
        encoding: { ...position, color },
      },
      {
        data: { values: [{ x: start[0], y: start[1] }] },
        mark: { type: 'point', shape: 'cross', size: 80, filled: true, color: 'black' },
        encoding: position,
      },
    ],
  };
}

/** The landscape as a picture in shades of grey: the darker, the lower. */
function bandsOf({ x, y, height }: Landscape) {
  const values = new Float64Array(WIDTH * HEIGHT);
  for (let row = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++) {
      const across = x[0] + ((column + 0.5) / WIDTH) * (x[1] - x[0]);
      const up = y[1] - ((row + 0.5) / HEIGHT) * (y[1] - y[0]);
      values[row * WIDTH + column] = Math.floor(Math.log(height(across, up)) / Math.log(3));
    }
  }
  return shadedRaster(values, WIDTH, { map: 'grey', domain: [-14, 6] });
}

/** The places that `steps` updates lead through, the start included. */
async function descend({ start, loss }: Landscape, optimizer: Optimizer, steps: number): Promise<number[][]> {
  const weights = start.map((value) => tensor(value, { dtype: 'float64', requiresGrad: true }));
  const parameters = weights.map((weight, i) => parameter('xy'[i], weight));
  const path = [[...start]];
  for (let step = 0; step < steps; step++) {
    loss(weights[0], weights[1]).backward();
    optimizer.apply(parameters);
    path.push(await Promise.all(weights.map((weight) => weight.item())));
  }
  return path;
}

/** The loss of plain descent on the bowl, for rates on either side of 2/25. */
async function drawDivergence(): Promise<string> {
  const runs = [0.04, 0.07, 0.078, 0.082].map(async (learningRate) => {
    const path = await descend(bowl, sgd({ learningRate }), 60);
    return path.map(([x, y], step) => ({ rate: learningRate.toFixed(3), step, loss: bowl.height(x, y) }));
  });
  return renderSvg({
    width: 460,
    height: 220,
    data: { values: (await Promise.all(runs)).flat() },
    mark: { type: 'line', strokeWidth: 2 },
    encoding: {
      x: { field: 'step', type: 'quantitative' },
      y: { field: 'loss', type: 'quantitative', scale: { type: 'log' }, axis: { format: '~g', tickCount: 6 } },
      color: { field: 'rate', sort: null, legend: { title: 'learning rate' } },
    },
    config: chartConfig,
  });
}
