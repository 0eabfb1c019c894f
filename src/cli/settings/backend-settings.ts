import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Backend } from '../../backend/backend.js';
import { setBackend } from '../../backend/current.js';
import { backendNames, chooseBackend, isBackendChoice } from '../../backend/select.js';

const choices = ['auto', ...backendNames].join(', ');

/** Adds `--backend`. */
export function addBackendFlag(command: Command): Command {
  command.optionsGroup('Device:');
  return command.addOption(
    new Option('--backend <name>', `${choices} (or with a mode: wasm:THREADS, gpujs:MODE)`)
      .argParser(backendChoice)
      .env('HANDGRAD_BACKEND')
      .default('auto'),
  );
}

/**
 * Opens a backend, makes it the one in use, and lets `work` use it; releases it afterwards, whatever happened.
 * `why`: which was taken and why, in one phrase.
 * @throws {HandgradError} when the backend asked for cannot be had.
 */
export async function withBackend<T>(name: string, work: (backend: Backend, why: string) => Promise<T>): Promise<T> {
  const { backend, why } = await chooseBackend(name);
  setBackend(backend);
  try {
    return await work(backend, why);
  } finally {
    backend.destroy();
  }
}

function backendChoice(text: string): string {
  if (isBackendChoice(text)) return text;
  throw new InvalidArgumentError(`Expected one of ${choices}`);
}
