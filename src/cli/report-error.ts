import { CommanderError } from 'commander';
import { HandgradError } from '../tensor/error.js';
import { EXIT, type ExitCode } from './exit-code.js';

/** A command was given wrongly; one line. `command`: whose --help explains it, such as `handgrad train`. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    message: string,
    readonly command: string,
  ) {
    super(message);
  }
}

/**
 * The arguments' own mistakes, of which the engine says what is wrong, as mistakes of usage: a kernel larger than the image.
 * @throws {UsageError} where `build` throws a HandgradError.
 */
export function asUsage<T>(command: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof HandgradError) throw new UsageError(error.message, command);
    throw error;
  }
}

/**
 * Says on standard error why a command failed: in one line where somebody can do something about it, else with the stack of what
 * must be a mistake of ours. Returns the exit code.
 */
export function reportError(error: unknown): ExitCode {
  // Help or the version was asked for, and has been shown.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.success;
  if (error instanceof UsageError) {
    console.error(`handgrad: ${error.message}; see ${error.command} --help`);
    return EXIT.usage;
  }
  if (error instanceof HandgradError) {
    console.error(`handgrad: ${error.message}`);
    return EXIT.failure;
  }
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  console.error(
    'handgrad: this is a mistake in handgrad, not yours; please report it with the command and the lines above',
  );
  return EXIT.failure;
}
