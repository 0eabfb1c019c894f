/** The settings of a run: from a preset and flags, or from the configuration of a run that was begun before. */
import { isJsonObject, type JsonObject } from '../nn/json.js';
import { HandgradError } from '../tensor/error.js';
import { flagOf } from './flags.js';
import { presetNames, presets, type PresetName, type RunSettings } from './presets.js';
import { UsageError } from './report-error.js';
import { checkModelFlags, type ModelSettings } from './settings/model-settings.js';
import type { ValidationFlags } from './settings/training-settings.js';

/** Flags that decide what comes out of a training, as they were given. */
export type SettingFlags = Partial<Omit<RunSettings, 'preset' | 'validation'>> & ValidationFlags;

/** A preset's settings with those that were given. @throws {HandgradError} when the preset has no use for one. */
export function newSettings(preset: PresetName, given: SettingFlags): RunSettings {
  checkModelFlags(preset, given);
  return { ...presets[preset], ...settingsGiven(given) };
}

/** The model's settings of a preset with those that were given, for commands that do not train. */
export function newModelSettings(preset: PresetName, given: Partial<ModelSettings>): ModelSettings {
  return newSettings(preset, given);
}

/**
 * The settings of a preset in the configuration of a run; null where the run trains a recipe of its own. `file`: for messages.
 * @throws {HandgradError} when a setting is missing or of another kind.
 */
export function settingsOfConfig({ settings }: JsonObject, file: string): RunSettings | null {
  const refuse = (reason: string) =>
    new HandgradError(`${file}: the configuration of the run ${reason}; it was edited or is of another version`);
  if (settings === undefined) return null;
  if (!isJsonObject(settings)) throw refuse('has no settings');
  const preset = presetNames.find((name) => name === settings.preset);
  if (!preset) throw refuse(`names the preset ${JSON.stringify(settings.preset)}`);
  for (const [name, usual] of Object.entries(presets[preset])) {
    if (!(name in settings)) throw refuse(`lacks the setting '${name}'`);
    if (!isOfKind(settings[name], usual)) throw refuse(`has ${JSON.stringify(settings[name])} as '${name}'`);
  }
  return settings as unknown as RunSettings;
}

/**
 * Flags given with `--resume` may repeat the run's settings, not change them; where the data lie may change. `run`: its path.
 * @throws {UsageError} naming the first flag that contradicts.
 */
export function checkNoContradiction(
  run: string,
  settings: RunSettings,
  { preset, given, command }: { preset: PresetName; given: SettingFlags; command: string },
): void {
  if (preset !== settings.preset) {
    throw new UsageError(`${run} trains the ${settings.preset}, not the ${preset}; resume it as what it is`, command);
  }
  const asked = Object.entries(settingsGiven(given)) as [keyof RunSettings, unknown][];
  for (const [name, value] of asked) {
    if (name === 'data' || JSON.stringify(value) === JSON.stringify(settings[name])) continue;
    const flag =
      given.validationShare !== undefined && name === 'validation' ? '--validation-share' : flagText(name, value);
    throw new UsageError(
      `${flag} contradicts ${run}, which was begun with ${valueText(settings[name])}; leave it out, or begin a new run`,
      command,
    );
  }
}

/** Of all flags that were given, those that are settings. */
export function settingsOnly(given: Record<string, unknown>): SettingFlags {
  const names = new Set([...Object.keys(presets.mlp), 'validationShare']);
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.has(name)));
}

/** What was given, as settings: the two flags of validation are one. */
function settingsGiven({ validationShare, validation, ...given }: SettingFlags): Partial<RunSettings> {
  const set = validationShare ?? validation;
  return set === undefined ? given : { ...given, validation: set };
}

/** Lists of numbers where they are usual, else anything simple: what uses a setting checks it. */
function isOfKind(value: unknown, usual: unknown): boolean {
  if (Array.isArray(usual)) return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
  if (typeof usual === 'boolean') return typeof value === 'boolean';
  return value === null ? usual === null : ['number', 'string', 'boolean'].includes(typeof value);
}

/** A setting as the flag that was given: `--no-shuffle`. */
export function flagText(name: string, value: unknown): string {
  return value === false ? flagOf(name).replace('--', '--no-') : flagOf(name);
}

function valueText(value: RunSettings[keyof RunSettings]): string {
  if (Array.isArray(value)) return value.join(',') || 'none';
  return value === null ? 'its default' : String(value);
}
