import { isActive, runs, shownRun, type RunView } from '../engine/run-store.js';
import type { RunState } from '../engine/protocol.js';
import { percent, significant, whole } from '../parts/number-text.js';
import { RunSelect } from '../parts/run-select.js';
import { saveRun } from '../parts/save-run.js';
import { RunControls } from './run-controls.js';

const stateTexts: Readonly<Record<RunState, string>> = {
  training: 'Training',
  paused: 'Paused',
  completed: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
};

/** What is trained, on what, how far it is, and what can be done with it. */
export function RunHead({ run }: { readonly run: RunView }) {
  const { report } = run;
  const { state, reason } = run.state.value;
  return (
    <div class="card stack">
      {runs.value.length > 1 && (
        <RunSelect id="shown-run" label="Run" run={run} onChange={(chosen) => (shownRun.value = chosen)} />
      )}
      <div class="run-title">
        <h2>{report.title}</h2>
        <span class={`state ${state}`} role="status" data-testid="state" data-run={report.run}>
          {stateTexts[state]}
        </span>
      </div>
      <p class="small muted">
        {report.network.total.toLocaleString('en-US')} parameters, {report.data}, on {report.backend}
      </p>
      {report.deviations.map((text) => (
        <p key={text} class="note">
          {text}
        </p>
      ))}
      {reason && <p class={state === 'failed' ? 'problem' : 'note'}>{reason}</p>}
      <Figures run={run} />
      {isActive(run) ? (
        <RunControls run={run} />
      ) : (
        <div class="row">
          <button type="button" onClick={() => saveRun(run)}>
            Save the numbers as JSON
          </button>
        </div>
      )}
    </div>
  );
}

function Figures({ run }: { readonly run: RunView }) {
  const { epochs, batches } = run.report;
  const last = run.progress.value.at(-1);
  const record = run.epochs.value.at(-1);
  const step = last?.step ?? 0;
  return (
    <>
      <dl class="figures">
        <Figure
          name="Epoch"
          value={`${Math.min(epochs, Math.floor(step / batches) + (isActive(run) ? 1 : 0))} / ${epochs}`}
        />
        <Figure name="Step" value={whole(step)} id="step-count" />
        <Figure name="Loss" value={last ? significant(last.loss) : '–'} />
        <Figure name="Accuracy" value={last ? percent(last.accuracy) : '–'} />
        <Figure
          name="On unseen images"
          value={record?.validationAccuracy === undefined ? '–' : percent(record.validationAccuracy)}
          id="validation"
        />
        <Figure name="Images/s" value={last?.imagesPerSecond ? whole(last.imagesPerSecond) : '–'} />
      </dl>
      <progress value={step} max={epochs * batches} aria-label="Progress of the training" />
    </>
  );
}

function Figure({ name, value, id }: { readonly name: string; readonly value: string; readonly id?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="number" data-testid={id}>
        {value}
      </dd>
    </div>
  );
}
