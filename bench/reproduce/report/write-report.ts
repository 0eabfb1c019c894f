import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { writeFileAtomic } from '../../../src/data/atomic-file.js';
import { htmlPage, type Block } from '../../../src/report/html-page.js';
import { renderChart } from '../../../src/report/render-chart.js';
import { writeReproduction, type Reproduction } from '../results-file.js';
import type { Content, ContentBlock } from './content.js';
import { contentMarkdown } from './markdown.js';

/** Where a report goes. */
export interface ContentFiles {
  readonly markdown: string;
  readonly html: string;
  /** Folder of the charts that the Markdown shows. */
  readonly charts: string;
}

/** Where a report on finished runs goes, with the runs themselves. */
export interface ReportFiles extends ContentFiles {
  readonly json: string;
}

/** Writes all files of a report on finished runs; returns their paths. */
export async function writeReport(content: Content, reproduction: Reproduction, files: ReportFiles): Promise<string[]> {
  await writeReproduction(files.json, reproduction);
  const footer = `handgrad, ${reproduction.date}: ${reproduction.command}`;
  return [files.json, ...(await writeContent(content, files, footer))];
}

/** Writes a report as Markdown with charts beside it, and as a page; returns their paths. `footer`: of the page. */
export async function writeContent(content: Content, files: ContentFiles, footer: string): Promise<string[]> {
  const { title, subtitle, facts } = content;
  const sections = [];
  for (const section of content.sections) {
    const blocks: Block[] = [];
    for (const block of section.blocks) blocks.push(await rendered(block, files.charts));
    sections.push({ title: section.title, blocks });
  }
  const chartPath = (name: string) =>
    relative(dirname(files.markdown), join(files.charts, `${name}.svg`))
      .split(sep)
      .join('/');
  await writeFileAtomic(files.markdown, contentMarkdown(content, chartPath));
  await writeFileAtomic(files.html, htmlPage({ title, subtitle, facts, sections, footer }));
  return [files.markdown, files.html];
}

/** A block of a page; a chart is drawn into `folder` too, as SVG and PNG. */
async function rendered(block: ContentBlock, folder: string): Promise<Block> {
  if (block.kind !== 'chart') return block;
  const { svg, png } = await renderChart(block.specification);
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, `${block.name}.svg`), svg);
  await writeFileAtomic(join(folder, `${block.name}.png`), png);
  return { kind: 'chart', svg, alt: block.alt };
}
