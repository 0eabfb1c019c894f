import { chartConfig, palette } from '../../../src/report/charts/theme.js';
import { renderSvg } from '../../../src/report/render-chart.js';
import { arrow, diagram, grid, text, type Point } from '../diagram.js';

/** What lesson 12 shows: what one tile of a product needs, and how often a small fast memory has to be filled for tiles of each size. */
export const pictures: Record<string, () => Promise<string>> = {
  'tile.svg': () => Promise.resolve(drawTile()),
  'loads.svg': drawLoads,
};

/** A product of 12 x 12 matrices, its tile of 4 x 4 sums in the second row of tiles and the third column, at step k = 5. */
function drawTile(): string {
  const [cells, tile, row, column, k] = [12, 4, 4, 8, 5];
  const cell = 16;
  const side = cells * cell;
  const inTile = (at: number, first: number) => at >= first && at < first + tile;
  const matrix = (corner: Point, name: string, note: string, shade: (row: number, column: number) => string) => [
    text({ x: corner.x + side / 2, y: corner.y - 18 }, name, { bold: true }),
    grid(corner, Array<string[]>(cells).fill(Array<string>(cells).fill('')), { cell, fill: shade }),
    text({ x: corner.x + side / 2, y: corner.y + side + 20 }, note, { size: 13 }),
  ];
  const [faint, strong] = ['#cfe3f1', palette[0]];
  const parts = [
    ...matrix({ x: 20, y: 44 }, 'A', 'step k: 4 numbers', (r, c) =>
      inTile(r, row) ? (c === k ? strong : faint) : 'white',
    ),
    ...matrix({ x: 250, y: 44 }, 'B', 'step k: 4 numbers', (r, c) =>
      inTile(c, column) ? (r === k ? strong : faint) : 'white',
    ),
    ...matrix({ x: 530, y: 44 }, 'C', '16 sums, 16 multiply-adds a step', (r, c) =>
      inTile(r, row) && inTile(c, column) ? palette[1] : 'white',
    ),
    arrow({ x: 250 + side + 16, y: 44 + side / 2 }, { x: 514, y: 44 + side / 2 }),
  ];
  return diagram('One tile of a matrix product, and what a step of it loads', 530 + side + 20, 44 + side + 40, parts);
}

/** Side of the matrices, and how many numbers the fast memory holds. */
const SIDE = 48;
const CAPACITY = 512;

/** Loads from slow memory per multiply-add, against the tile's side: counted with a simulated memory, and 2 / tile. */
function drawLoads(): Promise<string> {
  const tiles = [1, 2, 3, 4, 6, 8, 12, 16, 24, 48];
  const values = tiles.flatMap((tile) => [
    { tile, loads: countLoads(tile) / SIDE ** 3, source: 'counted' },
    { tile, loads: 2 / tile, source: '2 / tile' },
  ]);
  return renderSvg({
    width: 440,
    height: 240,
    data: { values },
    mark: { type: 'line', point: true, strokeWidth: 2, aria: false },
    encoding: {
      x: {
        field: 'tile',
        type: 'quantitative',
        title: 'side of the tile',
        scale: { type: 'log', base: 2 },
        axis: { values: tiles },
      },
      y: {
        field: 'loads',
        type: 'quantitative',
        title: 'loads per multiply-add',
        scale: { type: 'log', base: 2 },
        axis: { format: '~g' },
      },
      color: { field: 'source', sort: null, legend: { title: null } },
    },
    config: chartConfig,
  });
}

/** How often a product in tiles asks for a number that is not among the CAPACITY ones used last. */
function countLoads(tile: number): number {
  const held = new Set<number>();
  let loads = 0;
  const touch = (matrix: number, row: number, column: number) => {
    const place = (matrix * SIDE + row) * SIDE + column;
    if (!held.delete(place)) loads++;
    held.add(place); // a Set keeps the order of insertion: the first is the one not used for longest
    if (held.size > CAPACITY) held.delete(held.values().next().value!);
  };
  for (let row = 0; row < SIDE; row += tile) {
    for (let column = 0; column < SIDE; column += tile) {
      for (let k = 0; k < SIDE; k++) {
        for (let i = row; i < row + tile; i++) {
          for (let j = column; j < column + tile; j++) {
            touch(0, i, k);
            touch(1, k, j);
            touch(2, i, j);
          }
        }
      }
    }
  }
  return loads;
}
