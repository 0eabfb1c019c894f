/** `npm run reproduce`: the trainings of five published notebooks, made again and compared. */
import { reproduceCommand } from './reproduce/command.js';
import { runSuite } from './run-suite.js';

await runSuite('reproduce', () => reproduceCommand().parseAsync());
