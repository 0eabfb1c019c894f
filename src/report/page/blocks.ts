/**
 * What a page is made of: plain data. Texts are texts, not HTML: they are escaped where the page is written.
 */

/** A page: a heading, figures that matter most, and sections under titles. */
export interface Page {
  readonly title: string;
  /** A sentence under the title. */
  readonly subtitle?: string;
  /** What to see first: `{ label: 'training images', value: '60,000' }`. */
  readonly facts?: readonly Fact[];
  readonly sections: readonly Section[];
  /** A line at the end: which program wrote this, from what, by which command. */
  readonly footer?: string;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** A part of a page, which the list of contents names. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block = Paragraph | Chart | Picture | Table | Row;

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: string;
}

/** A chart as `renderChart` gives it. It lies in the page as SVG and follows its light and dark colours. */
export interface Chart {
  readonly kind: 'chart';
  readonly svg: string;
  /** What the chart shows, for who cannot see it. */
  readonly alt: string;
  readonly caption?: string;
}

export interface Picture {
  readonly kind: 'picture';
  readonly png: Uint8Array;
  readonly alt: string;
  readonly caption?: string;
  /** Width in CSS pixels; otherwise that of the picture. Never wider than the page. */
  readonly width?: number;
}

export interface Table {
  readonly kind: 'table';
  readonly caption?: string;
  readonly columns: readonly TableColumn[];
  /** A cell for each column; the first one is the row's header. */
  readonly rows: readonly (readonly string[])[];
}

export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Blocks side by side where the window is wide enough. */
export interface Row {
  readonly kind: 'row';
  readonly blocks: readonly Block[];
}
