/**
 * What the engine throws when it is asked for something impossible: one line that says what was asked, what was found, where,
 * and, if it helps, what to do. Anything else that is thrown is a fault of the engine itself.
 */
export class HandgradError extends Error {
  /** Tells it from other errors where classes cannot be compared. */
  override readonly name: string = 'HandgradError';
}
