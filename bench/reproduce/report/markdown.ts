import type { Table } from '../../../src/report/html-page.js';
import type { Content, ContentBlock } from './content.js';

/** A report as Markdown. `chartPath`: where a chart's SVG lies, seen from the Markdown file. */
export function contentMarkdown({ title, subtitle, facts, sections }: Content, chartPath: (name: string) => string) {
  const blockText = (block: ContentBlock) => {
    switch (block.kind) {
      case 'paragraph':
        return block.text;
      case 'table':
        return tableMarkdown(block);
      case 'chart':
        return `![${block.alt}](${chartPath(block.name)})`;
    }
  };
  return [
    `# ${title}`,
    subtitle,
    facts.map(({ label, value }) => `- ${label}: **${value}**`).join('\n'),
    ...sections.flatMap((section) => [`## ${section.title}`, ...section.blocks.map(blockText)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function tableMarkdown({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(' | ')} |`;
  const sides = columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  const table = [line(columns.map(({ title }) => title)), line(sides), ...rows.map(line)].join('\n');
  return caption === undefined ? table : `### ${caption}\n\n${table}`;
}

function cellText(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\n/g, ' ');
}
