/**
 * A value that changes from step to step, as a function of the host's state (the position in the training, an optimiser's
 * counters). Eager code asks for it at once; a recorded program asks again in every step that it replays.
 */
export class PerStep<T> {
  constructor(
    /** The value for the step that is about to run. Pure: asking twice, or not at all, changes nothing. */
    readonly now: () => T,
  ) {}
}

/** A value that stays, or one that changes from step to step. */
export type StepValue<T> = T | PerStep<T>;

/**
 * Marks a value as changing from step to step.
 *
 *     run('dropout', [x], [like(x)], perStep(() => ({ ...attributes, step: training.step })));
 */
export function perStep<T>(now: () => T): PerStep<T> {
  return new PerStep(now);
}

/** The value of the step that is about to run. */
export function valueNow<T>(value: StepValue<T>): T {
  return value instanceof PerStep ? value.now() : value;
}

/** f of the value, which changes from step to step exactly if the value does. */
export function mapStepValue<T, U>(value: StepValue<T>, f: (value: T) => U): StepValue<U> {
  return value instanceof PerStep ? new PerStep(() => f(value.now())) : f(value);
}
