import type { Command } from 'commander';
import { referenceBackend } from '../../backend/reference/reference-backend.js';
import { layerGradientCases } from '../../nn/gradient-cases.js';
import { checkGradientCase, type GradientCase } from '../../ops/gradient-case.js';
import { gradientCases } from '../../ops/gradient-cases.js';
import { EXIT } from '../exit-code.js';
import { flag } from '../flags.js';
import { oneOf, wholeNumber } from '../flag-values.js';
import { print, printJson } from '../print.js';
import { UsageError } from '../report-error.js';
import { shortened, tableText, type Column } from '../table.js';

/** Largest relative error with which a derivative passes. */
const TOLERANCE = 1e-6;

export function addGradcheckCommand(program: Command): void {
  const command = program
    .command('gradcheck')
    .summary('compare all derivatives with differences')
    .description(
      'Compares the derivative of every operation and every layer with central differences, ' +
        'in float64 on the reference backend: along random directions (projection), and every ' +
        `partial derivative (Jacobian). An error of ${TOLERANCE} or more, relative to the largest, fails.`,
    );
  flag(command, '--only <name>', 'one operation or layer, such as conv2d');
  flag(command, '--order <order>', '2: the derivatives of the derivatives', oneOf(['1', '2']), '1');
  flag(command, '--seed <number>', 'of the random values', wholeNumber(0), 0);
  command.option('--json', 'write JSON lines, one for each check');
  command.addHelpText('after', '\nExample:\n  handgrad gradcheck --only matmul');
  command.action(() => checkAll(command));
}

interface Subject {
  readonly kind: 'operation' | 'layer';
  readonly name: string;
  readonly gradientCase: GradientCase;
}

interface Verdict {
  readonly kind: Subject['kind'];
  readonly name: string;
  readonly covers: string;
  readonly shapes: readonly (readonly number[])[];
  /** Relative errors; null where there is no such derivative, and the result says so. */
  readonly projection: number | null;
  readonly jacobian: number | null;
  readonly passed: boolean;
}

async function checkAll(command: Command): Promise<void> {
  const { only, json, ...options } = command.opts<{ only?: string; json?: boolean; order: string; seed: number }>();
  const subjects = subjectsNamed(only);
  const verdicts: Verdict[] = [];
  for (const subject of subjects) {
    const verdict = await check(subject, { order: options.order === '2' ? 2 : 1, seed: options.seed });
    verdicts.push(verdict);
    if (json) printJson(verdict);
  }
  const failed = verdicts.filter(({ passed }) => !passed);
  if (!json) {
    print(verdictTable(verdicts));
    const worst = Math.max(...verdicts.flatMap(({ projection, jacobian }) => [projection ?? 0, jacobian ?? 0]));
    print(
      `\n${verdicts.length - failed.length} of ${verdicts.length} cases pass; largest relative error ${worst.toExponential(1)}`,
    );
  }
  if (failed.length > 0) process.exitCode = EXIT.failure;
}

function subjectsNamed(only: string | undefined): Subject[] {
  const subjectsOf = (kind: Subject['kind'], table: Readonly<Record<string, readonly GradientCase[]>>): Subject[] =>
    Object.entries(table).flatMap(([name, cases]) => cases.map((gradientCase) => ({ kind, name, gradientCase })));
  const all = [...subjectsOf('operation', gradientCases), ...subjectsOf('layer', layerGradientCases)];
  if (only === undefined) return all;
  const named = all.filter(({ name }) => name.toLowerCase() === only.toLowerCase());
  if (named.length > 0) return named;
  const names = [...new Set(all.map(({ name }) => name))].join(', ');
  throw new UsageError(`--only ${only}: there is no such operation or layer (known: ${names})`, 'handgrad gradcheck');
}

async function check({ kind, name, gradientCase }: Subject, options: { order: 1 | 2; seed: number }): Promise<Verdict> {
  const backend = referenceBackend();
  const errorIn = async (mode: 'projection' | 'jacobian') =>
    (await checkGradientCase(gradientCase, { ...options, mode, backend }))?.relativeError ?? null;
  const [projection, jacobian] = [await errorIn('projection'), await errorIn('jacobian')];
  const passes = (error: number | null) => error === null || error < TOLERANCE;
  return {
    kind,
    name,
    covers: gradientCase.covers,
    shapes: gradientCase.inputs.map(({ shape }) => shape),
    projection,
    jacobian,
    passed: passes(projection) && passes(jacobian),
  };
}

/** At most 80 columns: a line for each operation and layer, and under it its cases; what is too long is cut. */
function verdictTable(verdicts: readonly Verdict[]): string {
  const left = (title: string): Column => ({ title, align: 'left' });
  const right = (title: string): Column => ({ title, align: 'right' });
  const columns = [left('operation or layer'), left('inputs'), right('projection'), right('Jacobian'), left('')];
  const rows = verdicts.flatMap((verdict, i) => {
    const { kind, name, covers, shapes, projection, jacobian, passed } = verdict;
    const isFirst = verdicts[i - 1]?.name !== name || verdicts[i - 1].kind !== kind;
    const result = passed ? (projection === null ? 'none' : 'pass') : 'FAIL';
    return [
      ...(isFirst ? [[kind === 'layer' ? `${name} layer` : name, '', '', '', '']] : []),
      [
        shortened(`  ${covers}`, 30),
        shortened(shapes.map((shape) => shape.join('x') || 'scalar').join(' '), 20),
        errorText(projection),
        errorText(jacobian),
        result,
      ],
    ];
  });
  return tableText(columns, rows);
}

function errorText(error: number | null): string {
  return error === null ? '-' : error.toExponential(1);
}
