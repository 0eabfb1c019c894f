import type { Notebook } from '../../notebooks/notebook.js';
import type { NotebookSpread, Comparison } from '../comparison.js';
import { differenceChart } from '../charts/difference-chart.js';
import { orderOf } from '../totals.js';
import { paragraph, type ContentBlock, type ContentSection } from './content.js';
import { experimentTable, furtherTable, trainingTable } from './experiment-tables.js';
import { percentText } from './texts.js';

/** All that is said about one notebook. */
export function notebookSection(
  notebook: Notebook,
  comparisons: readonly Comparison[],
  spread: NotebookSpread,
): ContentSection {
  const further = furtherTable(comparisons);
  const hasRun = comparisons.some(({ mean }) => mean !== null);
  return {
    title: `${notebook.number}: ${notebook.title}`,
    blocks: [
      paragraph(whatIsCompared(notebook, comparisons)),
      ...dataOf(comparisons).map((data) => paragraph(`Data of ours: ${data}.`)),
      paragraph(spreadText(notebook, spread)),
      ...(hasRun ? [chartOf(notebook, comparisons)] : []),
      experimentTable(comparisons),
      ...(notebook.asked === 'order' ? [paragraph(orderText(comparisons))] : []),
      ...causesOf(comparisons),
      ...(further ? [further] : []),
      trainingTable(comparisons),
      ...notesOf(comparisons),
    ],
  };
}

function whatIsCompared({ cleanFigure, secondsCover }: Notebook, comparisons: readonly Comparison[]): string {
  const { scored } = comparisons[0].published;
  const clean = cleanFigure === null ? '' : ' What was really learned is in the column of the test images.';
  const time =
    secondsCover === 'all' ? ' Times are those of augmentation and training.' : ' Times are those of the training.';
  return `Accuracy on ${scored}.${clean}${time}`;
}

function dataOf(comparisons: readonly Comparison[]): string[] {
  return [...new Set(comparisons.flatMap(({ runs }) => runs.map(({ result }) => result.data)))];
}

function spreadText({ scoresSameImages }: Notebook, { deviation, degrees, source }: NotebookSpread): string {
  const points = `${(100 * deviation).toFixed(2)} points`;
  const images = scoresSameImages
    ? 'The images scored are the published ones.'
    : 'The images scored are not the published ones: the binomial error of both figures is added.';
  const what =
    source === 'seeds'
      ? `Standard deviation between seeds, pooled over the experiments: ${points} (${degrees} degrees of freedom).`
      : `One seed each: the standard deviation between runs is that of notebook 002's own repeats, ${points} ` +
        `(${degrees} degrees of freedom).`;
  return `${what} ${images}`;
}

function chartOf({ number, title }: Notebook, comparisons: readonly Comparison[]): ContentBlock {
  return {
    kind: 'chart',
    name: `difference-${number}`,
    specification: differenceChart(`${number}: ours minus published`, comparisons),
    alt: `${title}: the difference between our accuracy and the published one, in points, with the interval of one further run`,
  };
}

function orderText(comparisons: readonly Comparison[]): string {
  const order = orderOf(comparisons);
  if (!order) return 'Order of the models: not all of them were run.';
  const { pairs, inversions } = order;
  if (inversions.length === 0) return `Order of the models: as published, in all ${pairs} pairs.`;
  const texts = inversions.map(
    ({ better, worse }) =>
      `${better.name} (${percentText(better.ours)}) is below ${worse.name} (${percentText(worse.ours)})`,
  );
  return `Order of the models: ${pairs - inversions.length} of ${pairs} pairs as published; but ${texts.join('; ')}.`;
}

/** A paragraph for each cause, with the experiments that it explains. */
function causesOf(comparisons: readonly Comparison[]): ContentBlock[] {
  const causes = new Map<string, string[]>();
  for (const { cause, recipe } of comparisons) {
    if (cause !== null) causes.set(cause, [...(causes.get(cause) ?? []), recipe.id]);
  }
  return [...causes].map(([cause, ids]) => paragraph(`Worse, ${ids.join(', ')}: ${cause}.`));
}

/** A paragraph for each thing that is inferred or missing in what was published, with the experiments that it is about. */
function notesOf(comparisons: readonly Comparison[]): ContentBlock[] {
  const about = new Map<string, string[]>();
  for (const { recipe, published } of comparisons) {
    for (const note of published.notes) about.set(note, [...(about.get(note) ?? []), recipe.id]);
  }
  return [...about].map(([note, ids]) => {
    const whom = ids.length === comparisons.length ? 'All' : ids.join(', ');
    return paragraph(`${whom}: ${note}.`);
  });
}
