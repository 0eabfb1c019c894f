import type { Table, TableColumn } from '../../src/report/html-page.js';
import { notebooks } from '../notebooks/index.js';
import { paragraph, type Content, type ContentBlock, type ContentSection } from '../reproduce/report/content.js';
import { countText, intervalText, percentText, secondsText } from '../reproduce/report/texts.js';
import { summaryOf } from '../challenges/challenge-text.js';
import { challenges } from '../challenges/index.js';
import type { ChallengeResult, ChallengeResults } from '../challenges/result-file.js';
import { accuracyChart } from './accuracy-chart.js';
import { experiment, type Evidence } from './evidence.js';
import type { Measurements } from './measurements.js';
import { conclusionOf, type Conclusion, type Question } from './question.js';
import { questions } from './questions/index.js';

const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string): TableColumn => ({ title, align: 'right' });

/** All findings: every question with its evidence, then what goes beyond the notebooks. */
export function findingsContent(evidence: Evidence, measured: Measurements, beyond: ChallengeResults | null): Content {
  const answered = questions.map((question) => {
    const claims = question.claims(evidence, measured);
    return { question, claims, conclusion: conclusionOf(claims) };
  });
  const count = (conclusion: Conclusion) => String(answered.filter((one) => one.conclusion === conclusion).length);
  const conclusions: Conclusion[] = ['holds', 'holds in part', 'does not hold', 'undecided', 'not comparable'];
  return {
    title: 'Findings',
    subtitle:
      'What five published digit notebooks ask, what they answer, and what the same trainings say when they are made again.',
    facts: [
      { label: 'questions', value: String(questions.length) },
      ...conclusions.map((conclusion) => ({ label: `the answer ${isOrHolds(conclusion)}`, value: count(conclusion) })),
    ],
    sections: [
      how(evidence),
      ...notebooks.map((notebook) => ({
        title: `${notebook.number}: ${notebook.title}`,
        blocks: answered
          .filter(({ question }) => question.notebook === notebook.number)
          .flatMap((one) => blocksOf(one, evidence, measured)),
      })),
      ...(beyond ? [beyondSection(beyond)] : []),
    ],
  };
}

function isOrHolds(conclusion: Conclusion): string {
  return conclusion === 'undecided' || conclusion === 'not comparable' ? `is ${conclusion}` : conclusion;
}

function how({ comparisons }: Evidence): ContentSection {
  const seeds = comparisons.map(({ runs }) => runs.length);
  const range =
    Math.min(...seeds) === Math.max(...seeds) ? `${seeds[0]}` : `${Math.min(...seeds)} to ${Math.max(...seeds)}`;
  return {
    title: 'How to read this',
    blocks: [
      paragraph(
        `Every figure is of our own trainings (RESULTS.md, ${range} of each experiment). A difference stands with its 95 % interval, made ` +
          'from the spread between seeds: what a notebook says holds where the whole interval is on its side, does not hold where it is ' +
          'on the other, and is undecided where the interval contains 0, that is, where two runs of the same training differ as much. ' +
          'Where a notebook says that nothing changes, that holds as long as the interval contains 0. Times are of this machine; ' +
          'only which is longer is compared.',
      ),
    ],
  };
}

interface Answered {
  readonly question: Question;
  readonly claims: ReturnType<Question['claims']>;
  readonly conclusion: Conclusion;
}

function blocksOf(
  { question, claims, conclusion }: Answered,
  evidence: Evidence,
  measured: Measurements,
): ContentBlock[] {
  const { remark, drawn } = question;
  const table: Table = {
    kind: 'table',
    caption: question.question,
    columns: [left('the notebook says'), left('our trainings'), left('so it')],
    rows: claims.map(({ says, measured: figures, verdict }) => [
      says,
      figures,
      verdict === 'undecided' || verdict === 'not comparable' ? `is ${verdict}` : verdict,
    ]),
  };
  const remarked = remark ? ` ${remark(evidence, measured)}` : '';
  return [
    table,
    paragraph(`The notebook's answer ${isOrHolds(conclusion)}.${remarked}`),
    ...(drawn ? [chartOf(question, drawn, evidence)] : []),
  ];
}

function chartOf({ notebook, question }: Question, ids: readonly string[], evidence: Evidence): ContentBlock {
  return {
    kind: 'chart',
    name: `finding-${notebook}-${slug(question)}`,
    specification: accuracyChart(
      question,
      ids.map((id) => experiment(evidence, id)),
    ),
    alt: `${question} Accuracies of ${ids.map((id) => id.split('/')[1]).join(', ')}: ours and published`,
  };
}

/** The first words of a question, for a file's name. */
function slug(question: string): string {
  return question
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, '')
    .split(' ')
    .slice(0, 5)
    .join('-');
}

function beyondSection({ challenges: results }: ChallengeResults): ContentSection {
  const blocks = challenges.flatMap((challenge): ContentBlock[] => {
    const result = results.find(({ name }) => name === challenge.name);
    if (!result) return [];
    const { accuracy, interval, seconds, parameters, isMet } = summaryOf(challenge, result);
    const range = interval ? `, 95 % interval ${intervalText(interval)}` : '';
    return [
      candidateTable(challenge.asks, result),
      paragraph(
        `Chosen by validation images alone: ${result.chosen}. Trained on all 60,000 training images with ${result.runs.length} seeds ` +
          `and then scored on the 10,000 test images: ${percentText(accuracy)}${range}; ${countText(parameters)} parameters, ` +
          `${secondsText(seconds)} a training. ${isMet ? 'Met.' : 'Not met.'} Its recipe: ` +
          `bench/challenges/chosen/${challenge.name}.json, for handgrad train.`,
      ),
    ];
  });
  return {
    title: 'Beyond the notebooks',
    blocks: [
      paragraph(
        'Three challenges that the notebooks leave. Candidates were trained on 50,000 of the training images and compared on the other ' +
          '10,000, with one seed; nobody looked at the test images before one was chosen (npm run challenges).',
      ),
      ...blocks,
    ],
  };
}

function candidateTable(asks: string, { candidates, chosen }: ChallengeResult): Table {
  return {
    kind: 'table',
    caption: asks.charAt(0).toUpperCase() + asks.slice(1),
    columns: [left('candidate'), right('parameters'), right('validation images'), right('time'), left('')],
    rows: candidates.map(({ result: { id, parameters, figures, trainingSeconds } }) => [
      id,
      countText(parameters.total),
      percentText(figures.validationAccuracy),
      secondsText(trainingSeconds),
      id === chosen ? 'chosen' : '',
    ]),
  };
}
