import type { Analysis } from './analysis.js';
import { dataCharts } from './data-charts.js';
import type { ExploreChart } from './explore-chart.js';
import { greyLevelCharts } from './grey-level-charts.js';
import { pixelCharts } from './pixel-charts.js';
import { augmentationCharts, preparationCharts } from './preparation-charts.js';
import type { Preparations } from './preparations.js';

/** Charts by name, in the order of the page. */
export type ExploreCharts = ReadonlyMap<string, ExploreChart>;

/** All charts that the data allow for: colours, for example, have no heat map of single pixels. */
export async function exploreCharts(analysis: Analysis, preparations: Preparations): Promise<ExploreCharts> {
  return new Map([
    ...dataCharts(analysis),
    ...greyLevelCharts(analysis),
    ...pixelCharts(analysis),
    ...preparationCharts(analysis, preparations),
    ...(await augmentationCharts(analysis, preparations)),
  ]);
}
