import type { TopLevelSpec } from 'vega-lite';
import type { Fact, Paragraph, Table } from '../../../src/report/html-page.js';

/** What a report says, for RESULTS.md and for the HTML page alike. */
export interface Content {
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly Fact[];
  readonly sections: readonly ContentSection[];
}

export interface ContentSection {
  readonly title: string;
  readonly blocks: readonly ContentBlock[];
}

export type ContentBlock = Paragraph | Table | DrawnChart;

/** A chart that is still to be rendered. */
export interface DrawnChart {
  readonly kind: 'chart';
  /** Of its file, without extension. */
  readonly name: string;
  readonly specification: TopLevelSpec;
  readonly alt: string;
}

export function paragraph(text: string): Paragraph {
  return { kind: 'paragraph', text };
}
