import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { histogramChart } from '../../src/report/charts/histogram-chart.js';
import { heatMap } from '../../src/report/charts/heat-map.js';
import { htmlPage, type Page } from '../../src/report/html-page.js';
import { renderChart } from '../../src/report/render-chart.js';

const table = {
  kind: 'table',
  caption: 'Counts & shares',
  columns: [
    { title: 'label', align: 'right' },
    { title: 'share', align: 'left' },
  ],
  rows: [
    ['0', '< 1 %'],
    ['1', '99 %'],
  ],
} as const;

function page(...blocks: Page['sections'][number]['blocks']): string {
  return htmlPage({ title: 'A page', sections: [{ title: 'Only section', blocks }] });
}

const png = encode({ width: 1, height: 1, data: Uint8Array.of(7), channels: 1, depth: 8 });

describe('a page', () => {
  it('refers to nothing outside of itself, even with charts that hold pictures and colour bars', async () => {
    const map = heatMap({
      title: 'map',
      values: [0, 1, 2, 3],
      width: 2,
      shading: { map: 'viridis', domain: [0, 3] },
      xTitle: 'x',
      yTitle: 'y',
      valueTitle: 'value',
    });
    const { svg } = await renderChart(map);
    const html = page({ kind: 'chart', svg, alt: 'a map' }, { kind: 'picture', png, alt: 'a dot' }, table);
    expect(svg).toContain('url(#');
    expect(html).not.toMatch(/https?:/);
    expect(html).not.toMatch(/<script|<link|@import|@font-face/);
    for (const [, target] of html.matchAll(/(?:src|href)="([^"]*)"/g))
      expect(target).toMatch(/^(#|data:image\/png;base64,)/);
    for (const [, target] of html.matchAll(/url\(([^)]*)\)/g)) expect(target).toMatch(/^#/);
  });

  it('gives what each chart defines a name of its own, and finds it under that name', async () => {
    const { svg } = await renderChart(
      histogramChart({ title: 'h', xTitle: 'x', yTitle: 'y', panels: [{ title: 'p', counts: [1, 2] }] }),
    );
    const clipped = svg.replace('<g', '<clipPath id="clip0"></clipPath><g clip-path="url(#clip0)"></g><g');
    const html = page({ kind: 'chart', svg: clipped, alt: 'one' }, { kind: 'chart', svg: clipped, alt: 'two' });
    const ids = [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });

  it('escapes every text: titles, cells, captions, descriptions', () => {
    const text = '<b> & "quoted"';
    const html = htmlPage({
      title: text,
      subtitle: text,
      facts: [{ label: text, value: text }],
      footer: text,
      sections: [
        {
          title: text,
          blocks: [
            { kind: 'paragraph', text },
            { kind: 'picture', png, alt: text, caption: text, width: 20 },
            { kind: 'chart', svg: '<svg></svg>', alt: text, caption: text },
            { ...table, caption: text, columns: [{ title: text, align: 'left' }], rows: [[text]] },
          ],
        },
      ],
    });
    expect(html).not.toContain('<b>');
    expect(html.match(/&lt;b&gt; &amp; &quot;quoted&quot;/g)!).toHaveLength(15);
  });

  it('closes what it opens, in order', async () => {
    const { svg } = await renderChart(
      histogramChart({ title: 'h', xTitle: 'x', yTitle: 'y', panels: [{ title: 'p', counts: [1] }] }),
    );
    const html = page(
      { kind: 'row', blocks: [{ kind: 'chart', svg, alt: 'a' }, table] },
      { kind: 'picture', png, alt: 'b' },
    );
    const open: string[] = [];
    for (const [, closing, tag, empty] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)(?:[^">]|"[^"]*")*?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(tag);
      else if (!empty && !['meta', 'img'].includes(tag)) open.push(tag);
    }
    expect(open).toEqual([]);
  });

  it('heads the columns and the rows of a table, and describes every chart and picture', () => {
    const html = page(
      table,
      { kind: 'picture', png, alt: 'a dot' },
      { kind: 'chart', svg: '<svg></svg>', alt: 'a chart' },
    );
    expect(html).toContain('<caption>Counts &amp; shares</caption>');
    expect(html).toContain('<th scope="col" class="right">label</th><th scope="col">share</th>');
    expect(html).toContain('<th scope="row" class="right">0</th><td>&lt; 1 %</td>');
    expect(html).toMatch(/<img [^>]*alt="a dot"/);
    expect(html).toContain('<svg role="img" aria-label="a chart">');
  });

  it('lists its sections where there are several, each link to the heading that it names', () => {
    const sections = ['First', 'Second'].map((title) => ({ title, blocks: [] }));
    const html = htmlPage({ title: 'A page', sections });
    expect(html).toContain('<li><a href="#section-2">Second</a></li>');
    expect(html).toContain(
      '<section id="section-2" aria-labelledby="section-2-title">\n<h2 id="section-2-title">Second',
    );
    expect(page()).not.toContain('<nav');
  });

  it('has colours for light, for dark and for paper', () => {
    const html = page();
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain('@media print');
  });
});
