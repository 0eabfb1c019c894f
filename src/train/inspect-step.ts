import { listProgram, type ProgramListing } from '../backend/program/listing.js';
import { profileStep, type StepProfile } from '../backend/program/profile.js';
import type { Model } from '../nn/model.js';
import type { Examples } from './examples.js';
import { prepareTraining, type FitOptions } from './fit.js';

/** The step that `fit` would replay, and how long it takes. */
export interface StepInspection {
  /** What the step consists of. */
  readonly listing: ProgramListing;
  /** Null where it was not asked for. */
  readonly profile: StepProfile | null;
}

/**
 * Records the training step of `fit`, over a full batch, and lists it. With `profile` it is run, too, and timed kernel by kernel,
 * which trains the model a little: it is of no use afterwards.
 * @throws {HandgradError} as `fit`, and when the step cannot be captured.
 */
export async function inspectStep(
  model: Model,
  examples: Examples,
  { profile = false, ...options }: FitOptions & { readonly profile?: boolean },
): Promise<StepInspection> {
  const training = prepareTraining(model, examples, options);
  try {
    const { program } = training;
    return {
      listing: listProgram(program, training.names),
      // The position stays: each repetition trains on the same batch, and an epoch has no end.
      profile: profile
        ? await profileStep(model.backend, program, { advance: () => training.optimizer.advance() })
        : null,
    };
  } finally {
    training.dispose();
  }
}
