import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import { ask } from '../engine/client.js';
import type { NotebookReport } from '../engine/protocol.js';
import { Field } from '../parts/field.js';
import { draft, network, startAnew, take } from './draft.js';
import { LayerList } from './layer-list.js';
import { percent } from '../parts/number-text.js';

const notebooks = signal<readonly NotebookReport[]>([]);

/** The layers: those of a published training, or one's own. */
export function NetworkCard() {
  useEffect(() => {
    if (notebooks.value.length === 0) void ask('notebooks', null).then((all) => (notebooks.value = all));
  }, []);
  return (
    <div class="card stack">
      <h2>Network</h2>
      <NotebookPicker />
      <Published />
      <LayerList />
      <NetworkLine />
    </div>
  );
}

function NotebookPicker() {
  const recipes = notebooks.value.flatMap((notebook) => notebook.recipes);
  return (
    <Field id="experiment" label="Experiment">
      <select
        id="experiment"
        value={draft.value.id}
        onChange={({ currentTarget: { value } }) => {
          const recipe = recipes.find(({ id }) => id === value);
          if (recipe) take(recipe);
          else startAnew();
        }}
      >
        <option value="composed">My own</option>
        {notebooks.value.map(({ number, title, recipes }) => (
          <optgroup key={number} label={title}>
            {recipes.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </Field>
  );
}

function Published() {
  const { published } = draft.value;
  if (!published) return null;
  const { value, scored } = published;
  return (
    <p class="note">
      {value === null ? 'The published accuracy cannot be read.' : `Published: ${percent(value)} of ${scored}.`} Other
      data give other figures; the run says what it learned from.
    </p>
  );
}

function NetworkLine() {
  const known = network.value;
  if (!known) return null;
  if ('problem' in known) {
    return (
      <p role="alert" class="problem">
        {known.problem}
      </p>
    );
  }
  const { rows, total } = known.summary;
  return (
    <p class="small muted" data-testid="network">
      {rows.length} layers, {total.toLocaleString('en-US')} parameters
    </p>
  );
}
