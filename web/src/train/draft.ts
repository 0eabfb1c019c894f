/** The training that is being composed: a recipe, and what is known of its network. */
import { effect, signal } from '@preact/signals';
import type { ModelSummary } from 'handgrad';
import type { RecipeInput } from '../../../src/recipe/schema/recipe.js';
import { ask, EngineError } from '../engine/client.js';
import { data } from './data.js';
import { kindTitles } from './layer-options.js';

/** What the page begins with: quick to learn, and above 95 %. */
export const firstDraft: RecipeInput = {
  id: 'composed',
  title: 'One hidden layer of 128',
  data: { set: 'digits' },
  validation: { kind: 'test' },
  layers: [
    { kind: 'flatten' },
    { kind: 'dense', units: 128, activation: 'relu' },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ],
  optimizer: { kind: 'adam', learningRate: 0.002 },
  training: { epochs: 8, batchSize: 64 },
};

export const draft = signal<RecipeInput>(firstDraft);
/** Of first weights, shuffles, dropout. */
export const seed = signal(0);
/** The layers with their shapes, or why they cannot be a network. */
export const network = signal<{ readonly summary: ModelSummary } | { readonly problem: string } | null>(null);

/** Changes parts of the draft, which is then no longer what was published. */
export function edit(change: Partial<RecipeInput>): void {
  const changed = { ...draft.value, ...change };
  draft.value = { ...changed, id: 'composed', title: titleOf(changed), published: null };
}

/** Takes a published training as it is. */
export function take(recipe: RecipeInput): void {
  draft.value = recipe;
}

/** The page's own first draft. */
export function startAnew(): void {
  draft.value = firstDraft;
}

/** `Dense 128 relu, Dropout 0.2`: the layers without the output. */
function titleOf({ layers }: RecipeInput): string {
  const words = layers
    .slice(0, -1)
    .filter(({ kind }) => kind !== 'flatten')
    .map(({ kind, units, filters, rate, activation }) => {
      const size = (units ?? filters ?? rate) as number | undefined;
      const words = [kindTitles[kind] ?? kind, size, activation as string | undefined];
      return words.filter((word) => word !== undefined).join(' ');
    });
  return words.length === 0 ? 'Softmax regression' : words.join(', ');
}

effect(() => {
  const recipe = draft.value;
  if (!data.value) return;
  void ask('describe', recipe).then(
    (summary) => recipe === draft.value && (network.value = { summary }),
    (error: unknown) => {
      if (!(error instanceof EngineError)) throw error;
      if (recipe === draft.value) network.value = { problem: error.message };
    },
  );
});
