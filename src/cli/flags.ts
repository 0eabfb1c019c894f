import { Option, type Command } from 'commander';
import type { Reader } from './flag-values.js';

/** Adds a flag with a value, such as `--epochs <count>`. `fallback`: its value where it is not given, shown in the help. */
export function flag<T>(
  command: Command,
  flags: string,
  description: string,
  read?: Reader<T>,
  fallback?: T | string,
): void {
  const option = new Option(flags, description).default(fallback);
  if (read) option.argParser(read);
  command.addOption(option);
}

/** What was given on the command line, by the flags' names in camel case; without defaults. */
export function givenOptions(command: Command): Record<string, unknown> {
  const given = Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(given);
}

/** The flag of a setting: `batchSize` as `--batch-size`. */
export function flagOf(setting: string): string {
  return `--${setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
