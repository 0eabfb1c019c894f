import type { Table, TableColumn } from '../../../src/report/html-page.js';
import type { FigureName } from '../../../src/recipe/schema/published.js';
import { meanFigure, meanLoss, type Comparison } from '../comparison.js';
import { countText, intervalText, NOTHING, percentText, pointsText, ratioText, secondsText } from './texts.js';

const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string): TableColumn => ({ title, align: 'right' });

/** The main table of a notebook: a row for each experiment. */
export function experimentTable(comparisons: readonly Comparison[]): Table {
  const { cleanFigure } = comparisons[0].notebook;
  return {
    kind: 'table',
    columns: [
      left('experiment'),
      ...['published', 'ours', '95 % interval', 'seeds', 'difference'].map(right),
      left('verdict'),
      ...(cleanFigure === null ? [] : [right('ours, test images')]),
      ...['published time', 'our time', 'speed-up', 'parameters'].map(right),
    ],
    rows: comparisons.map((one) => [
      one.recipe.id,
      percentText(one.published.value),
      percentText(one.mean),
      intervalText(one.interval),
      String(one.runs.length),
      pointsText(differenceOf(one)),
      one.verdict,
      ...(cleanFigure === null ? [] : [percentText(meanFigure(one, cleanFigure))]),
      publishedTimeText(one),
      secondsText(one.seconds),
      ratioText(speedUpOf(one)),
      countText(one.parameters),
    ]),
  };
}

/** Ours minus published; null where one is missing. */
export function differenceOf({ published, mean }: Comparison): number | null {
  return published.value === null || mean === null ? null : mean - published.value;
}

/** Published seconds over ours. */
export function speedUpOf({ published, seconds }: Comparison): number | null {
  return published.seconds === null || seconds === null ? null : published.seconds / seconds;
}

function publishedTimeText({ published: { seconds, secondsAre } }: Comparison): string {
  const isEstimate = secondsAre?.startsWith('estimated') ?? false;
  return seconds === null ? NOTHING : `${isEstimate ? 'about ' : ''}${secondsText(seconds)}`;
}

/** The titles of a notebook's further figures, in the order of the columns. */
const figureTitles: Readonly<Record<FigureName, string>> = {
  kaggleScore: 'Kaggle score',
  validationAccuracy: 'validation',
  testAccuracy: 'test',
  trainingAccuracy: 'training',
};

/** Published loss and further figures beside ours: a column pair for each that the notebook has. Null where it has none. */
export function furtherTable(comparisons: readonly Comparison[]): Table | null {
  const rows = comparisons.filter(({ published: { loss, others } }) => loss !== null || Object.keys(others).length > 0);
  if (rows.length === 0) return null;
  const figures = (Object.keys(figureTitles) as FigureName[]).filter((figure) =>
    rows.some(({ published: { others } }) => others[figure] !== undefined),
  );
  return {
    kind: 'table',
    caption: 'Further figures',
    columns: [
      left('experiment'),
      ...['loss, published', 'loss, ours'].map(right),
      ...figures.flatMap((figure) => [`${figureTitles[figure]}, published`, 'ours'].map(right)),
    ],
    rows: rows.map((one) => [
      one.recipe.id,
      lossText(one.published.loss),
      lossText(meanLoss(one)),
      ...figures.flatMap((figure) => [percentText(one.published.others[figure]), percentText(meanFigure(one, figure))]),
    ]),
  };
}

function lossText(loss: number | null): string {
  return loss === null ? NOTHING : loss.toFixed(4);
}

/** What was trained, and how. */
export function trainingTable(comparisons: readonly Comparison[]): Table {
  return {
    kind: 'table',
    caption: 'What was trained',
    columns: [...['experiment', 'network', 'optimiser'].map(left), ...['batch', 'epochs'].map(right)],
    rows: comparisons.map(({ recipe: { id, title, optimizer, training } }) => [
      id,
      title ?? '',
      `${optimizer.kind} ${String(optimizer.learningRate)}`,
      countText(training.batchSize),
      String(training.epochs),
    ]),
  };
}
