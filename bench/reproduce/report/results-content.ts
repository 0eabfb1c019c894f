import { notebooks } from '../../notebooks/index.js';
import type { Recipe } from '../../../src/recipe/schema/recipe.js';
import { overviewChart } from '../charts/overview-chart.js';
import { timeChart } from '../charts/time-chart.js';
import { compare, spreadOfNotebook, type Comparison } from '../comparison.js';
import type { Reproduction } from '../results-file.js';
import { totalsOf, type Totals } from '../totals.js';
import { paragraph, type Content, type ContentBlock, type ContentSection } from './content.js';
import { notebookSection } from './notebook-section.js';
import { countText, ratioText, secondsText } from './texts.js';

/** The whole report on finished runs. `recipes`: those that they are of. */
export function resultsContent(reproduction: Reproduction, recipes: readonly Recipe[]): Content {
  const comparisons = compare(recipes, reproduction.runs);
  const totals = totalsOf(comparisons);
  return {
    title: reproduction.isQuick ? 'A quick trial of the notebooks' : 'The notebooks reproduced',
    subtitle: reproduction.isQuick
      ? 'Made with --quick, on few images in few epochs: these figures say that everything runs, and nothing else.'
      : `${totals.experiments} trainings of five published digit notebooks, made again with handgrad.`,
    facts: factsOf(totals),
    sections: [
      howSection(reproduction, totals),
      ...(totals.run === 0 ? [] : [overviewSection(comparisons)]),
      ...notebooks.map((notebook) =>
        notebookSection(
          notebook,
          comparisons.filter((one) => one.notebook === notebook),
          spreadOfNotebook(notebook, recipes, reproduction.runs),
        ),
      ),
      ...(reproduction.isQuick ? [] : [openQuestions(comparisons)]),
    ],
  };
}

function factsOf(totals: Totals): Content['facts'] {
  const { verdicts, agreeOrBetter, asked, printedCounts, equalCounts, comparableSeconds, publishedSeconds } = totals;
  return [
    { label: 'MNIST and Kaggle: agree or are better', value: `${agreeOrBetter} of ${asked}` },
    { label: 'agrees / better / worse', value: `${verdicts.agrees} / ${verdicts.better} / ${verdicts.worse}` },
    { label: 'printed parameter counts that are equal', value: `${equalCounts} of ${printedCounts}` },
    { label: 'published time', value: secondsText(publishedSeconds) },
    { label: 'our time for the same, one seed', value: secondsText(comparableSeconds) },
    {
      label: 'speed-up',
      value: comparableSeconds > 0 ? ratioText(publishedSeconds / comparableSeconds) : ratioText(null),
    },
  ];
}

function howSection({ runs, date, command }: Reproduction, totals: Totals): ContentSection {
  const distinct = (texts: readonly string[]) => [...new Set(texts)];
  const machines = distinct(
    runs.map(({ machine: { cpu, cores, memoryBytes, os } }) => {
      return `${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${os}`;
    }),
  );
  const versions = distinct(runs.map(({ handgrad, machine }) => `handgrad ${handgrad}, Node ${machine.node}`));
  const commits = distinct(
    runs.map(({ commit }) =>
      commit === null ? 'unknown' : `${commit.hash.slice(0, 10)}${commit.isModified ? ' with changes' : ''}`,
    ),
  );
  const rows = [
    ['machine', machines.join('; ')],
    ['versions', versions.join('; ')],
    ['commit', commits.join(', ')],
    ['backend', distinct(runs.map(({ result }) => result.backend)).join(', ')],
    ['data', distinct(runs.map(({ result }) => result.data)).join('; ')],
    ['date', date],
    ['command', command],
    ['trainings', `${countText(runs.length)} of ${totals.run} experiments; ${totals.verdicts['not run']} were not run`],
    ['time of one seed of each', secondsText(totals.ourSeconds)],
  ];
  return {
    title: 'How this was made',
    blocks: [
      {
        kind: 'table',
        columns: [
          { title: 'what', align: 'left' },
          { title: 'value', align: 'left' },
        ],
        rows,
      },
      paragraph(
        'A verdict is computed: "agrees" when the published figure lies in the 95 % prediction interval of one further run of ours, ' +
          'otherwise ours is "better" or "worse". "unreadable": the published figure is lost, ours stands alone. The 95 % interval of the ' +
          'tables is that of the mean over seeds (Student). docs/reproduce.md says how all this is computed.',
      ),
    ],
  };
}

function overviewSection(comparisons: readonly Comparison[]): ContentSection {
  const blocks: ContentBlock[] = [
    {
      kind: 'chart',
      name: 'overview',
      specification: overviewChart(comparisons),
      alt: 'Share of images read wrongly: ours against published, for every experiment',
    },
    {
      kind: 'chart',
      name: 'times',
      specification: timeChart(comparisons),
      alt: 'Time of each training: ours against published',
    },
  ];
  return { title: 'Overview', blocks };
}

function openQuestions(comparisons: readonly Comparison[]): ContentSection {
  const open = comparisons.filter(({ verdict, cause }) => verdict === 'worse' && cause === null);
  const text =
    open.length === 0
      ? 'None: every figure that is worse has a cause.'
      : `Worse than published, without a known cause: ${open.map(({ recipe }) => recipe.id).join(', ')}.`;
  return { title: 'Open questions', blocks: [paragraph(text)] };
}
