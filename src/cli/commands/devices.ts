import type { Command } from 'commander';
import { findGpuJsModes, type GpuJsBackend } from '../../backend/gpujs/gpujs-backend.js';
import type { ModeReport } from '../../backend/gpujs/modes.js';
import { backendNames, chooseBackend, type BackendName } from '../../backend/select.js';
import { findGpu } from '../../backend/webgpu/adapter.js';
import { HandgradError } from '../../tensor/error.js';
import { print, printJson, printSentence } from '../print.js';
import { findAdapters, type AdapterReport } from '../webgpu-adapters.js';

export function addDevicesCommand(program: Command): void {
  const command = program
    .command('devices')
    .summary('list backends and graphics adapters')
    .description(
      'Lists every backend, the graphics adapters with their limits and the tiles found for them, and why one cannot be used.',
    );
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
  /** Of gpujs: what it can compute with, and the kernels that are its own; all others are the CPU's. */
  readonly modes?: readonly ModeReport[];
  readonly gpuJsKernels?: readonly string[];
}

async function listDevices(command: Command): Promise<void> {
  const backends: BackendReport[] = [];
  for (const name of backendNames) backends.push(await reportOn(name));
  const auto = await choiceOf('auto');
  if (command.opts<{ json?: boolean }>().json) return printJson({ backends, auto: auto.why });
  for (const { name, description, dtypes, problem, adapters, modes, gpuJsKernels } of backends) {
    print(`${name}: ${problem === null ? description : 'cannot be used'}`);
    if (problem === null) print(`  computes in ${dtypes.join(', ')}`);
    else print(`  ${problem}`);
    adapters.forEach(printAdapter);
    if (gpuJsKernels) print(`  kernels of gpu.js: ${gpuJsKernels.join(', ')}; all others are the CPU's`);
    modes?.forEach(({ mode, problem }) => print(`  ${name}:${mode.padEnd(10)} ${problem ?? 'works'}`));
    print();
  }
  printSentence(`auto takes ${auto.why}`);
}

function printAdapter({ text, isSoftware, problem, limits, features, tuning }: AdapterReport): void {
  print(`  adapter: ${text}`);
  if (isSoftware) print('    computes on the CPU: taken only with --backend webgpu, not by auto');
  if (problem !== null) print(`    cannot be used: ${problem}`);
  for (const [limit, value] of Object.entries(limits))
    print(`    ${limit.padEnd(34)} ${value.toLocaleString('en-US').padStart(15)}`);
  print(`    features: ${features.join(', ') || 'none'}`);
  print(`    tiles: ${tuning.isOn ? 'tuned' : 'by rules, not tuned'}; shapes found so far: ${tuning.products}, in`);
  print(`      ${tuning.file}`);
}

async function reportOn(name: BackendName): Promise<BackendReport> {
  const { backend, problem } = await choiceOf(name);
  const report = { name, description: backend?.description ?? null, dtypes: backend?.dtypes ?? [], problem };
  if (name === 'webgpu') return { ...report, adapters: await findAdapters() };
  if (name !== 'gpujs' || !backend) return { ...report, adapters: [] };
  const { gpuJsKernels } = backend as GpuJsBackend;
  return { ...report, adapters: [], gpuJsKernels, modes: await findGpuJsModes(findGpu) };
}

/** Opens a backend only to look at it. */
async function choiceOf(name: string) {
  try {
    const { backend, why } = await chooseBackend(name);
    backend.destroy();
    return { backend, why, problem: null };
  } catch (error) {
    if (!(error instanceof HandgradError)) throw error;
    return { backend: null, why: error.message, problem: error.message };
  }
}
