import type { TopLevelSpec } from 'vega-lite';
import { exampleRange } from '../../train/examples.js';
import { classScoresChart } from './class-scores-chart.js';
import { confusionChart } from './confusion-chart.js';
import { convolutionFilters } from './convolution-filters.js';
import { epochTimeChart } from './epoch-time-chart.js';
import { featureMaps } from './feature-maps.js';
import { firstLayerWeights } from './first-layer-weights.js';
import { gradientNormChart } from './gradient-norm-chart.js';
import { learningCurvesChart } from './learning-curves-chart.js';
import { learningRateChart } from './learning-rate-chart.js';
import type { RunFigures } from './measure-run.js';
import { mistakesChart } from './mistakes-chart.js';
import { captionedTilesChart, tileSheetChart } from './tile-sheet-chart.js';
import { amounts, aroundZero } from './tile-shading.js';
import type { TrainedRun } from './trained-run.js';

/** A chart of a report. */
export interface RunChart {
  /** Of its files: `learning-curves`. */
  readonly name: string;
  /** The section of the report that it belongs to. */
  readonly section: RunSection;
  /** What it shows, for who cannot see it. */
  readonly alt: string;
  readonly specification: TopLevelSpec;
}

export type RunSection = 'training' | 'result' | 'mistakes' | 'weights' | 'features' | 'gradients' | 'timing';

/** Pictures of mistakes that are shown. */
const MOST_MISTAKES = 30;

/** All charts of a report, in its order; those that a run has nothing to show for are left out. */
export async function runCharts(run: TrainedRun, figures: RunFigures): Promise<RunChart[]> {
  return [
    ...courseCharts(figures),
    ...resultCharts(run, figures),
    ...(await weightCharts(run)),
    ...(await featureCharts(run)),
  ];
}

function courseCharts({ epochs, gradientNorms }: RunFigures): RunChart[] {
  const charts: RunChart[] = [];
  if (epochs.length > 0) {
    charts.push(
      {
        name: 'learning-curves',
        section: 'training',
        alt: 'Loss and accuracy of training and validation over the epochs',
        specification: learningCurvesChart(epochs),
      },
      {
        name: 'learning-rate',
        section: 'training',
        alt: 'Learning rate over the epochs',
        specification: learningRateChart(epochs),
      },
      {
        name: 'epoch-times',
        section: 'timing',
        alt: 'Seconds that each epoch took',
        specification: epochTimeChart(epochs),
      },
    );
  }
  if (gradientNorms !== null && gradientNorms.length > 0) {
    charts.push({
      name: 'gradient-norms',
      section: 'gradients',
      alt: 'Norm of the gradient in each layer over the training',
      specification: gradientNormChart(gradientNorms),
    });
  }
  return charts;
}

function resultCharts(
  { scored }: TrainedRun,
  { scored: { what, confusionMatrix, classes, mistakes } }: RunFigures,
): RunChart[] {
  const confusion = (show: 'counts' | 'shares'): RunChart => ({
    name: `confusion-${show}`,
    section: 'result',
    alt: `Confusion matrix of the ${what} as ${show}`,
    specification: confusionChart({ counts: confusionMatrix, show, what }),
  });
  return [
    confusion('counts'),
    confusion('shares'),
    {
      name: 'class-scores',
      section: 'result',
      alt: 'Precision, recall and F1 of each digit',
      specification: classScoresChart(classes),
    },
    ...(mistakes.length === 0
      ? []
      : [
          {
            name: 'mistakes',
            section: 'mistakes' as const,
            alt: 'Pictures of the most confident mistakes',
            specification: mistakesChart(mistakes.slice(0, MOST_MISTAKES), scored.pictures),
          },
        ]),
  ];
}

/** The weights of the first layer as images, and of all convolutions, on scales around zero. */
async function weightCharts({ model }: TrainedRun): Promise<RunChart[]> {
  const charts: RunChart[] = [];
  const dense = await firstLayerWeights(model);
  if (dense !== null) {
    const { shading, text } = aroundZero(dense.all.tiles);
    charts.push(
      {
        name: 'first-layer-weights-first-ten',
        section: 'weights',
        alt: `The weights of the first neurons of ${dense.layer} as images`,
        specification: captionedTilesChart(dense.first, shading, text),
      },
      {
        name: 'first-layer-weights',
        section: 'weights',
        alt: `The weights of the neurons of ${dense.layer} as images`,
        specification: tileSheetChart(dense.all, shading, text),
      },
    );
  }
  for (const [i, sheet] of (await convolutionFilters(model)).entries()) {
    const { shading, text } = aroundZero(sheet.tiles);
    charts.push({
      name: `filters-${i + 1}`,
      section: 'weights',
      alt: `The filters of ${sheet.title}`,
      specification: tileSheetChart(sheet, shading, `${text}; a column for each filter, a row for each channel`),
    });
  }
  return charts;
}

/** What each layer makes of the first image that is scored. */
async function featureCharts({ model, scored }: TrainedRun): Promise<RunChart[]> {
  const sheets = await featureMaps(model, exampleRange(scored.examples, 0, 1));
  return sheets.map((sheet, i) => {
    const { shading, text } = amounts(sheet.tiles);
    return {
      name: `feature-maps-${i + 1}`,
      section: 'features' as const,
      alt: `Output of ${sheet.title}`,
      specification: tileSheetChart(sheet, shading, text),
    };
  });
}
