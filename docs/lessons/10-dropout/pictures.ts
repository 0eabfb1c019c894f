import { ones, ops, tensor } from 'handgrad';
import { chartConfig, palette } from '../../../src/report/charts/theme.js';
import { renderSvg } from '../../../src/report/render-chart.js';
import { diagram, grid, text } from '../diagram.js';

/** What lesson 10 shows: masks of some steps, and the distribution of a sum whose terms are dropped out. */
export const pictures: Record<string, () => Promise<string>> = {
  'masks.svg': drawMasks,
  'sums.svg': drawSums,
};

const [STEPS, UNITS, CELL] = [6, 24, 26];

/** Which of 24 units are kept in six steps, for two streams: what the dropout layers of a network have. */
async function drawMasks(): Promise<string> {
  const parts: string[] = [];
  for (const [i, stream] of ['dropout/dense_1', 'dropout/dense_2'].entries()) {
    const top = 40 + i * (STEPS * CELL + 50);
    parts.push(text({ x: 80, y: top - 18 }, `stream ${stream}, rate 0.5`, { anchor: 'start', bold: true }));
    for (let step = 0; step < STEPS; step++) {
      const y = await ops.dropout(ones([UNITS]), { rate: 0.5, seed: 1, stream, step }).data();
      const fill = (_: number, unit: number) => (y[unit] > 0 ? palette[0] : 'white');
      parts.push(
        text({ x: 70, y: top + (step + 0.5) * CELL }, `step ${step}`, { anchor: 'end', size: 12 }),
        grid({ x: 80, y: top + step * CELL }, [Array<string>(UNITS).fill('')], { cell: CELL, fill }),
      );
    }
  }
  return diagram('Which units dropout keeps', 100 + UNITS * CELL, 50 + 2 * (STEPS * CELL + 50) - 20, parts);
}

const [TERMS, MASKS, BIN] = [40, 20_000, 0.05];

/** A sum of 40 terms of different weight whose mean is 1, after dropout with three rates: the wider the higher the rate. */
async function drawSums(): Promise<string> {
  const curves = [0.2, 0.5, 0.8].map(async (rate) => {
    const x = ones([MASKS, TERMS], { dtype: 'float64' });
    const w = tensor(
      Float64Array.from({ length: TERMS }, (_, i) => (2 * (i + 1)) / (TERMS * (TERMS + 1))),
      { dtype: 'float64' },
    );
    const sums = await ops.dropout(x, { rate, seed: 1, stream: 'dropout/sums' }).dot(w).data();
    const counts = new Map<number, number>();
    for (const sum of sums) counts.set(Math.round(sum / BIN), (counts.get(Math.round(sum / BIN)) ?? 0) + 1);
    return [...counts]
      .filter(([bin]) => bin * BIN <= 2)
      .map(([bin, count]) => ({ rate: String(rate), z: bin * BIN, share: count / MASKS }));
  });
  return renderSvg({
    width: 460,
    height: 220,
    data: { values: (await Promise.all(curves)).flat() },
    mark: { type: 'line', strokeWidth: 2, aria: false },
    encoding: {
      x: { field: 'z', type: 'quantitative', title: 'z, a sum of 40 terms after dropout' },
      y: { field: 'share', type: 'quantitative', title: 'share of 20,000 masks', axis: { format: '%' } },
      color: { field: 'rate', sort: null, legend: { title: 'rate' } },
    },
    config: chartConfig,
  });
}
