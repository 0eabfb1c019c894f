import type { TopLevelSpec } from 'vega-lite';

/** A chart of the analysis. */
export interface ExploreChart {
  readonly specification: TopLevelSpec;
  /** What it shows, for who cannot see it. */
  readonly alt: string;
  /** How to read it. */
  readonly caption?: string;
}

/** A chart under its name, which is that of its files. */
export type NamedChart = readonly [name: string, chart: ExploreChart];
