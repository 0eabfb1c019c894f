import { forget, type RunView } from '../engine/run-store.js';
import { percent, significant, whole } from '../parts/number-text.js';
import { saveRun } from '../parts/save-run.js';

interface Row {
  readonly name: string;
  readonly of: (run: RunView) => string;
}

const settings: readonly Row[] = [
  { name: 'Network', of: ({ report }) => report.title },
  { name: 'Parameters', of: ({ report }) => whole(report.network.total) },
  { name: 'Optimiser', of: ({ report }) => report.recipe.optimizer.kind },
  { name: 'Learning rate', of: ({ report }) => rateText(report.recipe.optimizer.learningRate) },
  { name: 'Batch size', of: ({ report }) => whole(report.recipe.training.batchSize ?? 32) },
  { name: 'Epochs', of: ({ report }) => whole(report.epochs) },
  { name: 'Seed', of: ({ report }) => String(report.seed) },
  { name: 'Data', of: ({ report }) => report.data },
  { name: 'Backend', of: ({ report }) => report.backend },
];

const results: readonly Row[] = [
  { name: 'State', of: ({ state }) => state.value.state },
  { name: 'Accuracy on unseen images', of: (run) => lastOf(run, 'validationAccuracy', percent) },
  { name: 'Best of all epochs', of: bestAccuracy },
  { name: 'Loss on unseen images', of: (run) => lastOf(run, 'validationLoss', significant) },
  { name: 'Accuracy in training', of: (run) => lastOf(run, 'accuracy', percent) },
  { name: 'Loss in training', of: (run) => lastOf(run, 'loss', significant) },
  { name: 'Images/s', of: ({ progress }) => textOf(progress.value.at(-1)?.imagesPerSecond, whole) },
];

/** Settings and results of two runs; where settings differ, the row stands out. */
export function DifferenceTable({ a, b }: { readonly a: RunView; readonly b: RunView }) {
  return (
    <div class="card table-frame">
      <table class="differences">
        <thead>
          <tr>
            <td />
            <th scope="col">
              <span class="swatch" style={{ borderColor: 'var(--accent)' }} /> A
            </th>
            <th scope="col">
              <span class="swatch" style={{ borderColor: 'var(--second)' }} /> B
            </th>
          </tr>
        </thead>
        <Rows title="Results" rows={results} a={a} b={b} />
        <Rows title="Settings" rows={settings} a={a} b={b} marksDifferences />
        <tfoot>
          <tr>
            <td />
            <td>
              <RunActions run={a} name="A" />
            </td>
            <td>
              <RunActions run={b} name="B" />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface RowsProps {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly a: RunView;
  readonly b: RunView;
  readonly marksDifferences?: boolean;
}

function Rows({ title, rows, a, b, marksDifferences = false }: RowsProps) {
  return (
    <tbody>
      <tr>
        <th colSpan={3} scope="rowgroup" class="group">
          {title}
        </th>
      </tr>
      {rows.map(({ name, of }) => (
        <tr key={name} class={marksDifferences && of(a) !== of(b) ? 'differs' : ''}>
          <th scope="row">{name}</th>
          <td class="number">{of(a)}</td>
          <td class="number">{of(b)}</td>
        </tr>
      ))}
    </tbody>
  );
}

function RunActions({ run, name }: { readonly run: RunView; readonly name: string }) {
  return (
    <span class="row">
      <button type="button" aria-label={`Save JSON of run ${name}`} onClick={() => saveRun(run)}>
        Save JSON
      </button>
      <button type="button" aria-label={`Remove run ${name}`} onClick={() => void forget(run)}>
        Remove
      </button>
    </span>
  );
}

function lastOf({ epochs }: RunView, figure: string, format: (value: number) => string): string {
  return textOf(epochs.value.at(-1)?.[figure], format);
}

function bestAccuracy({ epochs }: RunView): string {
  const accuracies = epochs.value.flatMap(({ validationAccuracy }) => validationAccuracy ?? []);
  return accuracies.length === 0 ? '–' : percent(Math.max(...accuracies));
}

function rateText(rate: unknown): string {
  return typeof rate === 'number' ? significant(rate) : 'default';
}

function textOf(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}
