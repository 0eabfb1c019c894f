import { ones, tensor, type Tensor } from 'handgrad';
import { chartConfig, palette, panelTitle } from '../../../src/report/charts/theme.js';
import { renderSvg } from '../../../src/report/render-chart.js';

const [M, K, N] = [3, 4, 5];
const CELL = 30;

/** A matrix as squares. The chosen cell is the one whose gradient is asked for; the marked ones take part in it. */
interface Grid {
  readonly title: string;
  readonly marked: number[][];
  readonly chosen?: readonly [row: number, column: number];
}

/**
 * Which cells meet in one entry of a gradient. The cells of Y that an entry of a factor reaches are found by the engine: the
 * product of a matrix with a single 1 and a matrix of ones is not 0 there.
 */
async function reach(): Promise<string> {
  const [i, k, j] = [1, 2, 3];
  const rowOfY = await cells(single(M, K, i, k).matmul(ones([K, N])));
  const columnOfY = await cells(ones([M, K]).matmul(single(K, N, k, j)));
  // A [K, K] matrix with a single 1, at [k, k], keeps row k of its right side, or column k of its left one, and nothing else.
  const rowOfB = await cells(single(K, K, k, k).matmul(ones([K, N])));
  const columnOfA = await cells(ones([M, K]).matmul(single(K, K, k, k)));
  const none = (rows: number, columns: number) => cells(ones([rows, columns]).mul(0));
  return renderSvg({
    vconcat: [
      {
        title: { text: 'A[i, k] reaches row i of Y, by way of row k of B', anchor: 'start', offset: 14 },
        hconcat: [
          panel({ title: 'A [M, K]', marked: await none(M, K), chosen: [i, k] }),
          panel({ title: 'B [K, N]', marked: rowOfB }),
          panel({ title: 'Y = A B [M, N]', marked: rowOfY }),
        ],
      },
      {
        title: { text: 'B[k, j] reaches column j of Y, by way of column k of A', anchor: 'start', offset: 14 },
        hconcat: [
          panel({ title: 'A [M, K]', marked: columnOfA }),
          panel({ title: 'B [K, N]', marked: await none(K, N), chosen: [k, j] }),
          panel({ title: 'Y = A B [M, N]', marked: columnOfY }),
        ],
      },
    ],
    spacing: 30,
    config: chartConfig,
  });
}

/** A [rows, columns] matrix of zeros with a single 1. */
function single(rows: number, columns: number, row: number, column: number): Tensor {
  const values = new Float32Array(rows * columns);
  values[row * columns + column] = 1;
  return tensor(values, { shape: [rows, columns] });
}

async function cells(matrix: Tensor): Promise<number[][]> {
  return (await matrix.array()) as number[][];
}

function panel({ title, marked, chosen }: Grid) {
  const values = marked.flatMap((line, row) =>
    line.map((value, column) => ({ row, column, state: stateOf(value, chosen?.[0] === row && chosen[1] === column) })),
  );
  return {
    title: panelTitle(title),
    width: CELL * marked[0].length,
    height: CELL * marked.length,
    data: { values },
    mark: { type: 'rect', stroke: 'currentColor', strokeOpacity: 0.4 } as const,
    encoding: {
      x: { field: 'column', type: 'ordinal', axis: null },
      y: { field: 'row', type: 'ordinal', axis: null },
      color: {
        field: 'state',
        type: 'nominal',
        title: null,
        scale: {
          domain: ['its gradient is asked for', 'takes part', 'does not'],
          range: [palette[1], palette[5], 'white'],
        },
        legend: { orient: 'bottom', direction: 'horizontal' },
      },
    } as const,
  };
}

function stateOf(value: number, isChosen: boolean): string {
  if (isChosen) return 'its gradient is asked for';
  return value === 0 ? 'does not' : 'takes part';
}

export const pictures: Record<string, () => Promise<string>> = { 'reach.svg': reach };
