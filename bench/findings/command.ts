import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { flag } from '../../src/cli/flags.js';
import { refusingFetch } from '../../src/cli/refusing-fetch.js';
import { addBackendFlag, withBackend } from '../../src/cli/settings/backend-settings.js';
import { allRecipes, notebooks } from '../notebooks/index.js';
import { compare, spreadOfNotebook } from '../reproduce/comparison.js';
import { writeContent } from '../reproduce/report/write-report.js';
import { readReproduction } from '../reproduce/results-file.js';
import { readChallengeResults } from '../challenges/result-file.js';
import { findingsContent } from './findings-content.js';
import { measure } from './measurements.js';
import type { Evidence } from './evidence.js';

interface Options {
  readonly results: string;
  readonly challenges: string;
  readonly markdown: string;
  readonly html: string;
  readonly charts: string;
  readonly data?: string;
  readonly network?: boolean;
  readonly backend: string;
}

/** The command line of `npm run findings`. */
export function findingsCommand(): Command {
  const command = new Command('findings')
    .summary('answer the questions of the notebooks')
    .description(
      'Answers what the five notebooks ask from the runs of npm run reproduce, and says\n' +
        'whether their own answers hold: docs/findings.md and bench/results/findings.html.',
    );
  flag(command, '--results <file>', 'what npm run reproduce wrote', undefined, 'bench/results/notebooks.json');
  flag(command, '--challenges <file>', 'what npm run challenges wrote', undefined, 'bench/results/challenges.json');
  flag(command, '--markdown <file>', 'the findings', undefined, 'docs/findings.md');
  flag(command, '--html <file>', 'the same as a page', undefined, 'bench/results/findings.html');
  flag(command, '--charts <folder>', 'the charts', undefined, 'docs/charts');
  flag(command, '--data <folder>', 'where MNIST lies (HANDGRAD_DATA, else datasets/)');
  command.option('--no-network', 'do without a download');
  addBackendFlag(command);
  return command.action(run);
}

async function run({ results, challenges, data, network = true, backend: name, ...files }: Options): Promise<void> {
  const reproduction = await readReproduction(results);
  const beyond = existsSync(challenges) ? await readChallengeResults(challenges) : null;
  const recipes = allRecipes();
  const evidence: Evidence = {
    comparisons: compare(recipes, reproduction.runs),
    spreadOf: (number) =>
      spreadOfNotebook(
        notebooks.find((notebook) => notebook.number === number)!,
        recipes,
        reproduction.runs,
      ),
  };
  const place = { ...(data !== undefined && { data }), ...(!network && { fetch: refusingFetch }) };
  const measured = await withBackend(name, (backend) => measure(backend, place));
  const content = findingsContent(evidence, measured, beyond);
  const footer = `handgrad, ${reproduction.date}: npm run findings, from ${reproduction.command}`;
  for (const written of await writeContent(content, files, footer)) process.stdout.write(`${written}\n`);
}
