import { describe, expect, test } from 'vitest';
import { chartsOf } from '../../bench/charts/draw-charts.js';
import { renderChart, type RenderedChart } from '../../src/report/render-chart.js';
import { scalingLaws } from '../../bench/charts/scaling-chart.js';
import { seriesScales } from '../../bench/charts/series.js';
import type { BenchResult } from '../../bench/result.js';
import { decodePngToGrey } from '../../src/node.js';
import { measured, resultOf } from './bench-result.js';

async function rendered(result: BenchResult, name: string): Promise<RenderedChart> {
  return renderChart(chartsOf(result).get(name)!);
}

/** How many symbols a chart draws for its data: those in legends are not named as marks of points. */
function pointCount(svg: string): number {
  return (svg.match(/aria-roledescription="point"/g) ?? []).length;
}

const kernels = resultOf(
  'kernels',
  ['reference', 'webgpu'].flatMap((runner) =>
    [64, 256, 1024].map((scale) =>
      measured([1, 1.1, 1.2], {
        group: 'matmul',
        name: 'matmul',
        size: `${scale}`,
        scale,
        runner,
        figures: { gflops: scale / 100 },
      }),
    ),
  ),
);
const training = resultOf('train', [
  measured([5, 6, 7]),
  measured([1, 2, 3], { runner: 'webgpu' }),
  ...[1, 8, 64].map((scale) =>
    measured([2 * scale], { group: 'scaling with batch', name: 'MLP', size: `batch ${scale}`, scale }),
  ),
]);

describe('charts', () => {
  test("a family's chart has a point for each measurement, both axes' titles and a ceiling", async () => {
    const { svg } = await rendered(kernels, 'matmul');
    expect(pointCount(svg)).toBe(6);
    expect(svg).toContain('GFLOP/s');
    expect(svg).toContain('cube root of m · k · n');
    expect(svg).toContain('stroke-dasharray="5,4"');
  });

  test("the workloads' chart has a point, its number and the unit for each runner", async () => {
    const { svg } = await rendered(training, 'workloads');
    expect(pointCount(svg)).toBe(2);
    expect(svg).toContain('milliseconds');
    expect(svg).toContain('W1: MLP 784-128-10, batch 128');
  });

  test('the scaling chart writes the fitted exponent beside its line', async () => {
    const { svg } = await rendered(training, 'scaling');
    expect(pointCount(svg)).toBe(3);
    expect(svg).toContain('>1.00<');
    expect(svg).toContain('batch (images)');
  });

  test('a law through times in proportion to the batch has the exponent 1', () => {
    const [law] = scalingLaws(training.measurements);
    expect(law).toMatchObject({ axis: 'batch', runner: 'reference', smallest: 1, largest: 64 });
    expect(law.exponent).toBeCloseTo(1, 10);
    expect(law.factor).toBeCloseTo(2, 10);
  });

  test('the PNG is a picture of twice the size, with ink on white', async () => {
    const { svg, png } = await rendered(training, 'workloads');
    const { width, pixels } = decodePngToGrey(png, 'chart.png');
    expect(width).toBe(2 * Number(/width="(\d+)"/.exec(svg)![1]));
    expect(pixels.some((grey) => grey < 100)).toBe(true);
    expect(pixels.filter((grey) => grey === 255).length).toBeGreaterThan(pixels.length / 2);
  });

  test('up to seven runners have seven colours and seven shapes', () => {
    const { color, shape } = seriesScales(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(new Set(color.scale.range).size).toBe(7);
    expect(new Set(shape.scale.range).size).toBe(7);
  });

  test('what was not measured is not charted', () => {
    expect([...chartsOf(resultOf('train', [])).keys()]).toEqual([]);
  });
});
