/** `npm run challenges`: networks that do better than the five notebooks. */
import { challengesCommand } from './challenges/command.js';
import { runSuite } from './run-suite.js';

await runSuite('challenges', () => challengesCommand().parseAsync());
