import { decode } from 'fast-png';
import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { heatMap } from '../../src/report/charts/heat-map.js';
import { histogramChart } from '../../src/report/charts/histogram-chart.js';
import { imageGrid } from '../../src/report/charts/image-grid.js';
import { labelDistributionChart } from '../../src/report/charts/label-distribution-chart.js';
import { similarityChart } from '../../src/report/charts/similarity-chart.js';
import { colourMap, UNDEFINED_COLOUR } from '../../src/report/colour-maps.js';
import { rasterPng, rasterUrl } from '../../src/report/raster-png.js';
import { imageRaster, shadedRaster } from '../../src/report/raster.js';
import { renderChart, renderSvg } from '../../src/report/render-chart.js';

/** The texts of a chart, in the order in which they are drawn. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
}

function marksOf(svg: string, kind: string): number {
  return svg.match(new RegExp(`aria-roledescription="${kind}"`, 'g'))?.length ?? 0;
}

/** The pictures in a chart. */
function picturesOf(svg: string) {
  return [...svg.matchAll(/href="data:image\/png;base64,([^"]+)"/g)].map(([, data]) =>
    decode(Buffer.from(data, 'base64')),
  );
}

describe('a colour map', () => {
  it('goes from black to white, and from dark violet to yellow', () => {
    expect([0, 0.5, 1].map(colourMap('grey'))).toEqual([
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
    ]);
    // matplotlib's viridis: #440154 and #fde725.
    expect([0, 1].map(colourMap('viridis'))).toEqual([
      [68, 1, 84],
      [253, 231, 37],
    ]);
  });

  it('has the blue below and the orange above the middle, which is light', () => {
    const [low, middle, high] = [0, 0.5, 1].map(colourMap('blueorange'));
    expect(low[2]).toBeGreaterThan(low[0]);
    expect(high[0]).toBeGreaterThan(high[2]);
    expect(Math.min(...middle)).toBeGreaterThan(220);
  });

  it('gives values beyond an end the colour of that end', () => {
    expect(colourMap('viridis')(-3)).toEqual(colourMap('viridis')(0));
    expect(colourMap('viridis')(Infinity)).toEqual(colourMap('viridis')(1));
  });
});

describe('a raster', () => {
  it('shades each value by its place between both ends, and marks what is undefined', () => {
    const { rgba, width, height } = shadedRaster([-1, 1, NaN, 0], 2, { map: 'grey', domain: [-1, 1] });
    expect([width, height]).toEqual([2, 2]);
    expect([...rgba]).toEqual([0, 0, 0, 255, 255, 255, 255, 255, ...UNDEFINED_COLOUR, 255, 128, 128, 128, 255]);
  });

  it('keeps the colours of an image of three channels', () => {
    const { rgba, height } = imageRaster(Uint8Array.of(1, 2, 3, 4, 5, 6), 1, 3);
    expect(height).toBe(2);
    expect([...rgba]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  });

  it.each([1, 2, 256, 257])(
    'is the same after writing it as a PNG and reading that: %i colours, clear ones among them',
    (colours) => {
      const colour = (i: number) => [i % 251, i >> 3, 7, i % 3 === 2 ? i % 200 : 255];
      const rgba = Uint8Array.from(Array.from({ length: 300 }, (_, i) => colour(i % colours)).flat());
      const { data, palette } = decode(rasterPng({ width: 20, height: 15, rgba }));
      expect(palette?.length).toBe(colours <= 256 ? colours : undefined);
      const opaque = (entry: readonly number[]) => (entry.length === 4 ? entry : [...entry, 255]);
      expect(palette ? [...data].flatMap((i) => [...opaque(palette[i])]) : [...data]).toEqual([...rgba]);
    },
  );

  it('stands in a page as an address', () => {
    const raster = shadedRaster([0, 100, 200, 50], 2, { map: 'viridis', domain: [0, 255] });
    expect(rasterUrl(raster)).toMatch(/^data:image\/png;base64,/);
  });
});

describe('a grid of images', () => {
  it('shows every image with its caption below and the titles of its rows', async () => {
    const raster = shadedRaster([0, 255, 255, 0], 2, { map: 'grey', domain: [0, 255] });
    const { svg, png } = await renderChart(
      imageGrid({
        title: 'Some',
        subtitle: ['of', 'them'],
        columns: 2,
        rowTitles: ['above', 'below'],
        cells: ['a', 'b', 'c', 'd'].map((caption) => ({ raster, caption })),
      }),
    );
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['Some', 'a', 'b', 'c', 'd', 'above', 'below']));
    const pictures = picturesOf(svg);
    expect(pictures).toHaveLength(4);
    expect(pictures[0]).toMatchObject({ width: 2, height: 2 });
    // 2 pixels of 28 each: about 56 wide.
    expect(svg.match(/<image [^>]*width="56" height="56"/g)).toHaveLength(4);
    expect(decode(png).width).toBeGreaterThan(2 * 2 * 56);
  });
});

describe('an enlarged picture', () => {
  it('keeps the edges of its pixels', async () => {
    const [red, blue] = [
      [255, 0, 0, 255],
      [0, 0, 255, 255],
    ];
    const raster = { width: 2, height: 1, rgba: Uint8Array.from([...red, ...blue]) };
    const { svg, png } = await renderChart(imageGrid({ title: 'Two', cells: [{ raster }], columns: 1 }));
    expect(svg).toMatch(/<image style="[^"]*image-rendering:pixelated"/);
    const { data, channels } = decode(png);
    const pixels = Array.from({ length: data.length / channels }, (_, i) => data.slice(channels * i, channels * i + 3));
    const like = (colour: number[]) => pixels.filter((pixel) => pixel.every((value, i) => value === colour[i])).length;
    // 56 x 28 on the page, half of it red, and twice as large as a PNG.
    expect(like(red)).toBe(56 * 56);
    expect(like(blue)).toBe(like(red));
    expect(pixels.filter(([r, g, b]) => g < 60 && r > 60 && b > 60)).toEqual([]);
  });
});

describe('a heat map', () => {
  it('is one picture with a colour bar, however many cells it has', async () => {
    const values = Float32Array.from({ length: 90_000 }, (_, i) => (i % 300) / 299);
    const { svg } = await renderChart(
      heatMap({
        title: 'Cells',
        values,
        width: 300,
        shading: { map: 'viridis', domain: [0, 1] },
        xTitle: 'across',
        yTitle: 'down',
        valueTitle: 'share',
        size: 300,
      }),
    );
    expect(picturesOf(svg)).toHaveLength(1);
    expect(picturesOf(svg)[0]).toMatchObject({ width: 300, height: 300 });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['Cells', 'across', 'down', 'share', '0', '1.0']));
    expect(svg).toContain('linearGradient');
    expect(svg.length).toBeLessThan(100_000);
  });
});

describe('a chart of labels', () => {
  it('has a bar, a count and a percentage for each label of both parts', async () => {
    const labels = [
      { label: 0, count: 1500, share: 0.75 },
      { label: 1, count: 500, share: 0.25 },
    ];
    const { svg } = await renderChart(
      labelDistributionChart('Labels', [
        { name: 'training', labels },
        { name: 'test', labels },
      ]),
    );
    expect(marksOf(svg, 'bar')).toBe(4);
    expect(textsOf(svg).filter((text) => text === '1,500 · 75.00 %')).toHaveLength(2);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['Labels', 'training', 'test']));
  });
});

describe('a histogram', () => {
  const counts = [4, 0, 1];

  it('has a bar for each number that occurs, on a linear and on a logarithmic axis', async () => {
    const { svg } = await renderChart(
      histogramChart({
        title: 'Grey',
        xTitle: 'level',
        yTitle: 'pixels',
        panels: [
          { title: 'one', counts },
          { title: 'two', counts, scale: 'log' },
        ],
      }),
    );
    expect(marksOf(svg, 'bar')).toBe(4);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(['Grey', 'one', 'two', 'level', 'pixels', 'pixels (logarithmic)']),
    );
  });
});

describe('a chart of training against test', () => {
  it('has a point for each label of each part that has images, and names both parts', async () => {
    const classes = [
      { label: 0, share: { train: 1, test: 1 }, grey: { train: 40, test: 41 }, averageCorrelation: 1 },
      { label: 1, share: { train: 0, test: 0 }, grey: { train: 20, test: NaN }, averageCorrelation: NaN },
    ];
    const { svg } = await renderChart(similarityChart('Both', { trainMeans: [1, 3], testMeans: [2, 2], classes }));
    expect(marksOf(svg, 'point')).toBe(3);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['training', 'test', 'share of the images']));
  });

  it('has no panel of labels where those of one part are not known', async () => {
    const { svg } = await renderChart(similarityChart('Both', { trainMeans: [1], testMeans: [2], classes: null }));
    expect(textsOf(svg)).toContain('share of the images');
    expect(textsOf(svg)).not.toContain('label');
  });
});

describe('a chart', () => {
  it('is the same text whatever was drawn before it', async () => {
    const specification: TopLevelSpec = {
      data: { values: [{ x: 1 }, { x: 2 }] },
      mark: { type: 'point', clip: true },
      encoding: { x: { field: 'x', type: 'quantitative' } },
    };
    const first = await renderSvg(specification);
    expect(first).toContain('clip-path');
    expect(await renderSvg(specification)).toBe(first);
  });
});
