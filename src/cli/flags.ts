import { Option, type Command } from 'commander';
import type { Reader } from './flag-values.js';

/** A flag with a value: `--epochs <count>`. */
export function flag<T>(command: Command, flags: string, description: string, read?: Reader<T>): Option {
  const option = new Option(flags, description);
  if (read) option.argParser(read);
  command.addOption(option);
  return option;
}

/** What was given on the command line, by the flags' names in camel case; without defaults. */
export function givenOptions<S extends object>(command: Command): Partial<S> {
  const given = Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(given) as Partial<S>;
}

/** The flag of a setting: `batchSize` as `--batch-size`. */
export function flagOf(setting: string): string {
  return `--${setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
