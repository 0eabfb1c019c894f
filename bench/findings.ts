/** `npm run findings`: what the five notebooks ask, answered from our own trainings. */
import { findingsCommand } from './findings/command.js';
import { runSuite } from './run-suite.js';

await runSuite('findings', () => findingsCommand().parseAsync());
