import { ChoiceField, NumberField } from '../parts/field.js';
import { draft, edit, seed } from './draft.js';

const optimizers = ['sgd', 'adam', 'adamW', 'nadam', 'rmsprop'] as const;

/** How it learns: optimiser, rate, batch, epochs. */
export function LearningCard() {
  const { optimizer, training } = draft.value;
  const { learningRate } = optimizer;
  return (
    <div class="card">
      <h2>Learning</h2>
      <div class="fields">
        <ChoiceField
          id="optimizer"
          label="Optimiser"
          value={optimizer.kind as (typeof optimizers)[number]}
          choices={optimizers}
          onChange={(kind) => edit({ optimizer: { kind, learningRate } })}
        />
        <NumberField
          id="rate"
          label="Learning rate"
          value={learningRate as number}
          least={1e-7}
          step="any"
          onChange={(value) => edit({ optimizer: { ...optimizer, learningRate: value } })}
        />
        <NumberField
          id="batch"
          label="Batch size"
          value={training.batchSize ?? 32}
          least={1}
          onChange={(batchSize) => edit({ training: { ...training, batchSize } })}
        />
        <NumberField
          id="epochs"
          label="Epochs"
          value={training.epochs}
          least={1}
          onChange={(epochs) => edit({ training: { ...training, epochs } })}
        />
        <NumberField id="seed" label="Seed" value={seed.value} least={0} onChange={(value) => (seed.value = value)} />
      </div>
    </div>
  );
}
