import { matrixNames, type MatrixName, type StepNetwork } from '../engine/step-network.js';
import { setNumber } from './step-state.js';

/** What each matrix is, in a word or two. */
const ROLES: Readonly<Record<MatrixName, string>> = {
  x: 'input',
  W1: 'hidden weights',
  b1: 'hidden bias',
  W2: 'output weights',
  b2: 'output bias',
};

/** Every number of the network, to be changed. */
export function MatrixFields({ network }: { readonly network: StepNetwork }) {
  return (
    <div class="matrix-fields">
      {matrixNames.map((name) => (
        <fieldset key={name}>
          <legend>
            <var>{name}</var> <span class="muted">{ROLES[name]}</span>
          </legend>
          {network.matrices[name].map((row, r) => (
            <div key={r} class="matrix-row">
              {row.map((value, c) => (
                <input
                  key={c}
                  type="number"
                  step="0.1"
                  required
                  value={value}
                  aria-label={`${name}, row ${r + 1}, column ${c + 1}`}
                  onChange={({ currentTarget }) => {
                    const { valueAsNumber } = currentTarget;
                    // `step` is how far the arrows go; what is typed may be finer.
                    if (Number.isNaN(valueAsNumber)) currentTarget.reportValidity();
                    else setNumber(name, r, c, valueAsNumber);
                  }}
                />
              ))}
            </div>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
