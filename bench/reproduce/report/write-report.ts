import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { writeFileAtomic } from '../../../src/data/atomic-file.js';
import { htmlPage, type Block } from '../../../src/report/html-page.js';
import { renderChart } from '../../../src/report/render-chart.js';
import { writeReproduction, type Reproduction } from '../results-file.js';
import type { Content, ContentBlock } from './content.js';
import { contentMarkdown } from './markdown.js';

/** Where a report's files go. */
export interface ReportFiles {
  readonly markdown: string;
  readonly json: string;
  readonly html: string;
  /** Folder of the charts that the Markdown shows. */
  readonly charts: string;
}

/** Writes all files of a report; returns their paths. */
export async function writeReport(content: Content, reproduction: Reproduction, files: ReportFiles): Promise<string[]> {
  const rendered = new Map<string, string>();
  await mkdir(files.charts, { recursive: true });
  const render = async (block: ContentBlock): Promise<Block> => {
    if (block.kind !== 'chart') return block;
    const { svg, png } = await renderChart(block.specification);
    rendered.set(join(files.charts, `${block.name}.svg`), svg);
    await writeFileAtomic(join(files.charts, `${block.name}.png`), png);
    return { kind: 'chart', svg, alt: block.alt };
  };
  const sections = [];
  for (const { title, blocks } of content.sections) {
    const made: Block[] = [];
    for (const block of blocks) made.push(await render(block));
    sections.push({ title, blocks: made });
  }
  for (const [path, svg] of rendered) await writeFileAtomic(path, svg);
  const chartPath = (name: string) =>
    relative(dirname(files.markdown), join(files.charts, `${name}.svg`))
      .split(sep)
      .join('/');
  const { title, subtitle, facts } = content;
  const footer = `handgrad, ${reproduction.date}: ${reproduction.command}`;
  await writeReproduction(files.json, reproduction);
  await writeFileAtomic(files.markdown, contentMarkdown(content, chartPath));
  await writeFileAtomic(files.html, htmlPage({ title, subtitle, facts, sections, footer }));
  return [files.markdown, files.json, files.html];
}
