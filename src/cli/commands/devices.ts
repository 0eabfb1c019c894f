import type { Command } from 'commander';
import { backendNames, chooseBackend, type BackendName } from '../../backend/select.js';
import { HandgradError } from '../../tensor/error.js';
import { print, printJson, printSentence } from '../print.js';
import { findAdapters, type AdapterReport } from '../webgpu-adapters.js';

export function addDevicesCommand(program: Command): void {
  const command = program
    .command('devices')
    .summary('list backends and graphics adapters')
    .description('Lists every backend, the graphics adapters with their limits, and why one cannot be used.');
  command.option('--json', 'write one JSON object');
  command.addHelpText('after', '\nExample:\n  handgrad devices');
  command.action(() => listDevices(command));
}

interface BackendReport {
  readonly name: BackendName;
  readonly description: string | null;
  readonly dtypes: readonly string[];
  /** Why it cannot be used; null where it can. */
  readonly problem: string | null;
  readonly adapters: readonly AdapterReport[];
}

async function listDevices(command: Command): Promise<void> {
  const backends: BackendReport[] = [];
  for (const name of backendNames) backends.push(await reportOn(name));
  const auto = await choiceOf('auto');
  if (command.opts<{ json?: boolean }>().json) return printJson({ backends, auto: auto.why });
  for (const { name, description, dtypes, problem, adapters } of backends) {
    print(`${name}: ${problem === null ? description : 'cannot be used'}`);
    if (problem === null) print(`  computes in ${dtypes.join(', ')}`);
    else print(`  ${problem}`);
    adapters.forEach(printAdapter);
    print();
  }
  printSentence(`auto takes ${auto.why}`);
}

function printAdapter({ text, isSoftware, problem, limits, features }: AdapterReport): void {
  print(`  adapter: ${text}`);
  if (isSoftware) print('    computes on the CPU: taken only with --backend webgpu, not by auto');
  if (problem !== null) print(`    cannot be used: ${problem}`);
  for (const [limit, value] of Object.entries(limits))
    print(`    ${limit.padEnd(34)} ${value.toLocaleString('en-US').padStart(15)}`);
  print(`    features: ${features.join(', ') || 'none'}`);
}

async function reportOn(name: BackendName): Promise<BackendReport> {
  const { description, dtypes, problem } = await choiceOf(name);
  return { name, description, dtypes, problem, adapters: name === 'webgpu' ? await findAdapters() : [] };
}

/** Opens a backend only to look at it. */
async function choiceOf(name: string) {
  try {
    const { backend, why } = await chooseBackend(name);
    const { description, dtypes } = backend;
    backend.destroy();
    return { description, dtypes, why, problem: null };
  } catch (error) {
    if (!(error instanceof HandgradError)) throw error;
    return { description: null, dtypes: [], why: error.message, problem: error.message };
  }
}
