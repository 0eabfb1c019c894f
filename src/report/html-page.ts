import type { Block, Chart, Page, Picture, Section, Table } from './page/blocks.js';
import { escapedHtml } from './page/escaped-html.js';
import { htmlDocument } from './page/html-document.js';
import { pageStyle } from './page/page-style.js';
import { svgInPage } from './page/svg-in-page.js';

export type * from './page/blocks.js';

/**
 * Writes a page as one HTML file that needs nothing else: charts lie in it as SVG, pictures as data, and it has no
 * script. Light and dark as the reader's system is, and made to be printed, too.
 *
 *     htmlPage({ title: 'MNIST', sections: [{ title: 'Labels', blocks: [{ kind: 'chart', svg, alt: '...' }] }] })
 */
export function htmlPage({ title, subtitle, facts = [], sections, footer }: Page): string {
  const names = new SvgNames();
  const body = [
    '<header>',
    `<h1>${escapedHtml(title)}</h1>`,
    ...(subtitle === undefined ? [] : [`<p class="subtitle">${escapedHtml(subtitle)}</p>`]),
    ...(facts.length === 0 ? [] : [factList(facts)]),
    ...(sections.length < 2 ? [] : [contents(sections)]),
    '</header>',
    '<main>',
    ...sections.map((section, i) => sectionHtml(section, i, names)),
    '</main>',
    ...(footer === undefined ? [] : [`<footer>${escapedHtml(footer)}</footer>`]),
  ];
  return htmlDocument({ title, style: pageStyle, body });
}

/** Names for what the charts of one page define. */
class SvgNames {
  #count = 0;
  /** A prefix that no other chart of the page has. */
  next(): string {
    return `chart${++this.#count}-`;
  }
}

/** What to see first, in a row. */
export function factList(facts: NonNullable<Page['facts']>): string {
  const items = facts.map(({ label, value }) => {
    return `<div><dt>${escapedHtml(label)}</dt><dd>${escapedHtml(value)}</dd></div>`;
  });
  return `<dl class="facts">\n${items.join('\n')}\n</dl>`;
}

function contents(sections: readonly Section[]): string {
  const items = sections.map(({ title }, i) => `<li><a href="#section-${i + 1}">${escapedHtml(title)}</a></li>`);
  return `<nav aria-label="Contents">\n<ul>\n${items.join('\n')}\n</ul>\n</nav>`;
}

function sectionHtml({ title, blocks }: Section, index: number, names: SvgNames): string {
  const id = `section-${index + 1}`;
  return [
    `<section id="${id}" aria-labelledby="${id}-title">`,
    `<h2 id="${id}-title">${escapedHtml(title)}</h2>`,
    ...blocks.map((block) => blockHtml(block, names)),
    '</section>',
  ].join('\n');
}

function blockHtml(block: Block, names: SvgNames): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escapedHtml(block.text)}</p>`;
    case 'chart':
      return chartHtml(block, names);
    case 'picture':
      return pictureHtml(block);
    case 'table':
      return tableHtml(block);
    case 'row':
      return `<div class="row">\n${block.blocks.map((one) => blockHtml(one, names)).join('\n')}\n</div>`;
  }
}

function chartHtml({ svg, alt, caption }: Chart, names: SvgNames): string {
  return figure(svgInPage(svg, alt, names.next()), caption);
}

function pictureHtml({ png, alt, caption, width }: Picture): string {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const size = width === undefined ? '' : ` width="${width}"`;
  return figure(`<img src="${source}" alt="${escapedHtml(alt)}"${size}>`, caption);
}

function figure(content: string, caption?: string): string {
  const text = caption === undefined ? '' : `\n<figcaption>${escapedHtml(caption)}</figcaption>`;
  return `<figure>\n${content}${text}\n</figure>`;
}

function tableHtml({ caption, columns, rows }: Table): string {
  const side = (i: number) => (columns[i].align === 'right' ? ' class="right"' : '');
  const head = columns.map(({ title }, i) => `<th scope="col"${side(i)}>${escapedHtml(title)}</th>`).join('');
  const body = rows.map((cells) => {
    const html = cells.map((cell, i) => {
      const text = escapedHtml(cell);
      return i === 0 ? `<th scope="row"${side(i)}>${text}</th>` : `<td${side(i)}>${text}</td>`;
    });
    return `<tr>${html.join('')}</tr>`;
  });
  return [
    '<div class="table">',
    '<table>',
    ...(caption === undefined ? [] : [`<caption>${escapedHtml(caption)}</caption>`]),
    `<thead><tr>${head}</tr></thead>`,
    `<tbody>\n${body.join('\n')}\n</tbody>`,
    '</table>',
    '</div>',
  ].join('\n');
}
