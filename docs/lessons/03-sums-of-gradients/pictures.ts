import { tensor, type Tensor } from 'handgrad';
import { arrow, colours, diagram, grid, text } from '../diagram.js';

const CELL = 40;
const COPY = '#e4e4e4';

/** y = s x + b of lesson.ts: the copies that broadcasting makes, and the sums that undo it. */
async function broadcasting(): Promise<string> {
  const leaf = (values: number[] | number[][]) => tensor(values, { dtype: 'float64', requiresGrad: true });
  const x = leaf([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const [s, b] = [leaf([[1], [2], [3]]), leaf([10, 20])];
  const y = s.mul(x).add(b);
  const dy = tensor(
    [
      [1, 0],
      [2, 1],
      [0, 3],
    ],
    { dtype: 'float64' },
  );
  y.backward({ upstream: dy });
  const rows = async (value: Tensor) => (await value.array()) as number[][];
  const matrix = async (
    left: number,
    top: number,
    name: string,
    value: Tensor,
    isCopy?: (r: number, c: number) => boolean,
  ) =>
    [
      text({ x: left + (value.shape[1] * CELL) / 2, y: top - 16 }, name),
      grid({ x: left, y: top }, await rows(value), { cell: CELL, fill: (r, c) => (isCopy?.(r, c) ? COPY : 'white') }),
    ].join('\n');
  const forwards = [
    text({ x: 20, y: 24 }, 'forwards: copies (grey)', { anchor: 'start', bold: true }),
    await matrix(20, 70, 's', s.broadcastTo(x.shape), (_, column) => column > 0),
    text({ x: 122, y: 130 }, '·', { size: 22 }),
    await matrix(144, 70, 'x', x),
    text({ x: 246, y: 130 }, '+', { size: 22 }),
    await matrix(268, 70, 'b', b.broadcastTo(x.shape), (row) => row > 0),
    text({ x: 370, y: 130 }, '=', { size: 22 }),
    await matrix(392, 70, 'y', y),
  ];
  const down = [0, 1].map((column) => {
    const at = 40 + column * CELL;
    return arrow({ x: at, y: 402 }, { x: at, y: 432 }, { colour: colours.gradient });
  });
  const right = [0, 1, 2].map((row) => {
    const at = 298 + row * CELL;
    return arrow({ x: 352, y: at }, { x: 388, y: at }, { colour: colours.gradient });
  });
  const backwards = [
    text({ x: 20, y: 228 }, 'backwards: sums', { anchor: 'start', bold: true }),
    await matrix(20, 278, 'dL/dy', dy),
    ...down,
    grid({ x: 20, y: 436 }, [(await b.grad!.array()) as number[]], { cell: CELL }),
    text({ x: 110, y: 456 }, 'dL/db', { anchor: 'start' }),
    await matrix(268, 278, 'dL/dy · x', dy.mul(x)),
    ...right,
    await matrix(392, 278, 'dL/ds', s.grad!),
  ];
  const title =
    'Broadcasting s along the rows and b along the columns, and the sums along the same directions on the way back';
  return diagram(title, 500, 490, [...forwards, ...backwards]);
}

export const pictures: Record<string, () => Promise<string>> = { 'broadcasting.svg': broadcasting };
