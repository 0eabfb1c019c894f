import { join } from 'node:path';
import { Command } from 'commander';
import { EXIT } from '../../src/cli/exit-code.js';
import { wholeNumber } from '../../src/cli/flag-values.js';
import { flag } from '../../src/cli/flags.js';
import { interruptible } from '../../src/cli/interruption.js';
import { refusingFetch } from '../../src/cli/refusing-fetch.js';
import { addBackendFlag, withBackend } from '../../src/cli/settings/backend-settings.js';
import { writeFileAtomic } from '../../src/data/atomic-file.js';
import { commandLine, nameList } from '../output.js';
import { selectedChallenges } from './index.js';
import { recipeTrainer } from '../reproduce/train-run.js';
import type { ChallengeResults } from './result-file.js';
import { meet, type ChallengeOptions, type MetChallenge } from './run-challenges.js';
import { challengeText } from './challenge-text.js';

interface Options {
  readonly only: readonly string[];
  readonly seeds: number;
  readonly quick?: boolean;
  readonly data?: string;
  readonly network?: boolean;
  readonly backend: string;
  readonly runs?: string;
  readonly out?: string;
}

/** The command line of `npm run challenges`. */
export function challengesCommand(): Command {
  const command = new Command('challenges')
    .summary('networks that do better than the notebooks')
    .description(
      'For each challenge trains all candidates on five sixths of the training images,\n' +
        'takes the one that reads most of the other sixth, trains it on all of them with\n' +
        'several seeds and scores it on the test images. Writes bench/results/\n' +
        'challenges.json and the chosen recipes; what has ended is kept.',
    );
  flag(command, '--only <names>', 'challenges, with commas: tiny-convolution', nameList, []);
  flag(command, '--seeds <count>', 'trainings of each chosen network', wholeNumber(1), 3);
  command.option('--quick', 'few images, few epochs: to see that everything runs');
  flag(command, '--data <folder>', 'where the data lie (HANDGRAD_DATA, else datasets/)');
  command.option('--no-network', 'do without a download');
  addBackendFlag(command);
  command.optionsGroup('Run:');
  flag(command, '--runs <folder>', 'where trainings are kept (runs/challenges)');
  flag(command, '--out <folder>', 'where results and recipes go');
  return command.action(run);
}

async function run({ only, seeds, quick = false, data, network = true, backend: name, ...places }: Options) {
  const chosen = selectedChallenges(only);
  const folder = places.runs ?? (quick ? 'runs/challenges-quick' : 'runs/challenges');
  const isWhole = only.length === 0 && !quick;
  const out = places.out ?? (isWhole ? null : folder);
  const place = { ...(data !== undefined && { data }), ...(!network && { fetch: refusingFetch }) };
  await withBackend(name, (backend, why) =>
    interruptible('Ending after this step and saving', async (signal) => {
      process.stderr.write(`backend: ${why}\n`);
      const tryOut = recipeTrainer(backend, place, { scoresTest: false });
      const train = recipeTrainer(backend, place);
      const met = [];
      try {
        for (const challenge of chosen) {
          const options: ChallengeOptions = { folder, seeds, quick, signal, tryOut, train };
          met.push(await meet(challenge, options));
          process.stdout.write(`${challengeText(challenge, met[met.length - 1].result)}\n`);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
        process.stderr.write('interrupted: the same command goes on\n');
        process.exitCode = EXIT.interrupted;
        return;
      }
      await write(met, out);
    }),
  );
}

/** Writes results and recipes: where they are published, or into one folder. */
async function write(met: readonly MetChallenge[], out: string | null): Promise<void> {
  const results: ChallengeResults = {
    format: 'handgrad-challenges 1',
    date: new Date().toISOString(),
    command: commandLine('challenges'),
    challenges: met.map(({ result }) => result),
  };
  const file = join(out ?? 'bench/results', 'challenges.json');
  await writeFileAtomic(file, `${JSON.stringify(results, null, 1)}\n`);
  for (const { recipe } of met) {
    const path = join(out ?? 'bench/challenges/chosen', `${recipe.id}.json`);
    await writeFileAtomic(path, `${JSON.stringify(withSchema(recipe, out === null), null, 2)}\n`);
    process.stdout.write(`${path}\n`);
  }
  process.stdout.write(`${file}\n`);
}

/** A recipe that editors complete, where it lies beside the project's schema. */
function withSchema(recipe: MetChallenge['recipe'], isPublished: boolean): object {
  return isPublished ? { $schema: '../../../docs/recipe.schema.json', ...recipe } : recipe;
}
