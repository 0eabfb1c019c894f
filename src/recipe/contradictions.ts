import type { Recipe } from './schema/recipe.js';

/** What does not go together in a recipe whose fields are right one by one, a line for each. */
export function contradictions(recipe: Recipe): string[] {
  return [
    ...ofValidation(recipe),
    ...ofPreprocessing(recipe),
    ...ofAugmentation(recipe),
    ...ofCallbacks(recipe),
    ...ofPublished(recipe),
  ];
}

function ofValidation({ validation }: Recipe): string[] {
  if (validation.kind !== 'fold' || validation.fold === 'all' || validation.fold < validation.folds) return [];
  return [
    `validation.fold is ${validation.fold}, expected 0 to ${validation.folds - 1} (${validation.folds} folds), or all`,
  ];
}

function ofPreprocessing({ preprocessing }: Recipe): string[] {
  return preprocessing.flatMap(({ op }, i) => {
    const first = preprocessing.findIndex((step) => step.op === op);
    return first === i ? [] : [`preprocessing[${i}] is ${op}, as preprocessing[${first}] is already; do it once`];
  });
}

/** Copies are made of bytes, and standardised values are none. */
function ofAugmentation({ augmentation, preprocessing }: Recipe): string[] {
  const step = preprocessing.findIndex(({ op }) => op === 'standardize');
  if (augmentation?.when !== 'offline' || step < 0) return [];
  return [`augmentation.when is offline, but preprocessing[${step}] is standardize; vary images online`];
}

function ofCallbacks({ validation, training: { callbacks } }: Recipe): string[] {
  return callbacks.flatMap(({ kind, monitor }, i) => {
    const first = callbacks.findIndex((callback) => callback.kind === kind);
    if (first < i) return [`training.callbacks[${i}] is ${kind}, as training.callbacks[${first}] is already; give one`];
    if (validation.kind !== 'none' || !monitor.startsWith('validation')) return [];
    return [
      `training.callbacks[${i}].monitor is ${monitor}, but validation.kind is none; validate with something, or monitor ` +
        monitor.slice('validation'.length).toLowerCase(),
    ];
  });
}

function ofPublished({ data, validation, published }: Recipe): string[] {
  if (published?.figure === 'kaggleScore' && data.set !== 'kaggle')
    return [`published.figure is kaggleScore, but data.set is ${data.set}`];
  if (published?.figure === 'testAccuracy' && data.set === 'kaggle')
    return ['published.figure is testAccuracy, but data.set is kaggle, whose test images give the kaggleScore'];
  if (published?.figure === 'validationAccuracy' && validation.kind === 'none')
    return ['published.figure is validationAccuracy, but validation.kind is none'];
  return [];
}
