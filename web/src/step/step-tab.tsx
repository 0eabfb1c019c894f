import './step.css';
import { hiddenActivations } from '../engine/step-network.js';
import { ChoiceField } from '../parts/field.js';
import { numberText } from '../parts/short-number.js';
import { examples } from './examples.js';
import { Graph } from './graph.js';
import { MatrixFields } from './matrix-fields.js';
import { momentAt } from './pass.js';
import { StepPanel } from './step-panel.js';
import { network, position, refusal, trace } from './step-state.js';
import { WalkControls } from './walk-controls.js';

/** A tiny network, forward and backward one operation at a time. */
export function StepTab() {
  const { value: pass } = trace;
  return (
    <div class="step">
      {pass && (
        <>
          <section class="card step-graph" aria-labelledby="step-graph">
            <h2 id="step-graph">
              Forward and back <span class="muted number">loss {numberText(pass.loss)}</span>
            </h2>
            <Graph trace={pass} position={position.value} />
            <WalkControls trace={pass} position={position.value} />
          </section>
          <section class="card step-panel" aria-live="polite" aria-label="The operation">
            <StepPanel trace={pass} moment={momentAt(pass, position.value)} />
          </section>
        </>
      )}
      <section class="card step-network" aria-labelledby="step-network">
        <h2 id="step-network">The network</h2>
        <NetworkFields />
        {refusal.value !== null && (
          <p class="problem" role="alert">
            {refusal.value}
          </p>
        )}
      </section>
    </div>
  );
}

function NetworkFields() {
  const { value: shown } = network;
  return (
    <>
      <div class="fields step-choices">
        <ChoiceField
          id="step-hidden"
          label="Hidden layer"
          value={shown.hidden}
          choices={hiddenActivations}
          onChange={(hidden) => (network.value = { ...shown, hidden })}
        />
        <ChoiceField
          id="step-output"
          label="Output"
          value={shown.output}
          choices={['softmax', 'sigmoid']}
          onChange={(output) => (network.value = { ...examples[output], hidden: shown.hidden, target: shown.target })}
        />
        <ChoiceField
          id="step-target"
          label={shown.output === 'softmax' ? 'Right class' : 'Target'}
          value={shown.target === 0 ? '0' : '1'}
          choices={['0', '1']}
          onChange={(target) => (network.value = { ...shown, target: target === '0' ? 0 : 1 })}
        />
      </div>
      <MatrixFields network={shown} />
      <button type="button" onClick={() => (network.value = examples[shown.output])}>
        Put the first numbers back
      </button>
    </>
  );
}
