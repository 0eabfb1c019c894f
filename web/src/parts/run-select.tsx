import { runs, type RunView } from '../engine/run-store.js';
import { Field } from './field.js';

interface RunSelectProps {
  readonly id: string;
  readonly label: string;
  readonly run: RunView;
  readonly onChange: (run: RunView) => void;
}

/** A choice of one of the runs. */
export function RunSelect({ id, label, run, onChange }: RunSelectProps) {
  return (
    <Field id={id} label={label}>
      <select
        id={id}
        value={run.report.run}
        onChange={({ currentTarget }) => {
          const chosen = runs.value.find(({ report }) => report.run === Number(currentTarget.value));
          if (chosen) onChange(chosen);
        }}
      >
        {runs.value.map(({ report }) => (
          <option key={report.run} value={report.run}>
            {`${report.run}. ${report.title}`}
          </option>
        ))}
      </select>
    </Field>
  );
}
