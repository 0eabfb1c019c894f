/** `npm run bench:charts -- RESULT.json`: draws the charts of a result, as of one that came from a machine without Vega. */
import { Command } from 'commander';
import { drawCharts } from './charts/draw-charts.js';
import { readResult } from './result.js';
import { runSuite } from './run-suite.js';

const command = new Command('bench:charts')
  .description('Draws the charts of a result beside it, as SVG and PNG.')
  .argument('<result>', 'a JSON file that a bench has written')
  .action(async (path: string) => {
    const files = await drawCharts(readResult(path), path.replace(/\.json$/, ''));
    process.stdout.write(`${files.join('\n')}\n`);
  });

await runSuite('bench:charts', () => command.parseAsync());
