import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BackendReport } from './backends.js';
import { startRunner, type RunnerDefinition } from './runner-process.js';

/** Where the peers' adapters lie, seen from the project's root, in which benches run. */
const PEERS_FOLDER = join('bench', 'peers');
/** Debian's own Python is the one that Debian's PyTorch belongs to. */
const DEBIAN_PYTHON = '/usr/bin/python3';
/** PyTorch is not the faster for more threads on small steps: the best of these counts. */
const TORCH_THREADS = [1, 2];

/** Names of PyTorch's runners begin with this. */
export const TORCH = 'torch';

/** The Python that runs PyTorch, where nobody names another. */
export const defaultPython = existsSync(DEBIAN_PYTHON) ? DEBIAN_PYTHON : 'python3';

/** All peers, whether they can run here or not. */
export function peerRunners(python: string): RunnerDefinition[] {
  return [
    nodePeer('tfjs cpu', 'tfjs.mjs', 'cpu'),
    nodePeer('tfjs wasm', 'tfjs.mjs', 'wasm'),
    nodePeer('jax-js', 'jax.mjs', 'wasm'),
    nodePeer('jax-js webgpu', 'jax.mjs', 'webgpu'),
    nodePeer('convnetjs', 'convnetjs.mjs'),
    nodePeer('brain.js', 'brain.mjs'),
    nodePeer('gpu.js', 'gpujs.mjs'),
    ...TORCH_THREADS.map((threads) =>
      torchRunner(python, `${TORCH} ${threads} thread${threads > 1 ? 's' : ''}`, '--threads', String(threads)),
    ),
  ];
}

/** PyTorch with options of peers/torch_peer.py. */
export function torchRunner(python: string, name: string, ...options: string[]): RunnerDefinition {
  return { name, command: python, arguments: [join(PEERS_FOLDER, 'torch_peer.py'), ...options] };
}

function nodePeer(name: string, adapter: string, ...options: string[]): RunnerDefinition {
  return { name, command: process.execPath, arguments: [join(PEERS_FOLDER, adapter), ...options] };
}

/** Whether a runner starts here: what it computes on, with its version, or why not. */
export async function lookAtRunner(runner: RunnerDefinition): Promise<BackendReport> {
  const process = startRunner(runner);
  try {
    const { version, device } = await process.ask({ type: 'describe' });
    return { name: runner.name, description: `${version}, ${device}`, problem: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name: runner.name, description: null, problem: `${reason}${remedy(runner)}` };
  } finally {
    await process.end();
  }
}

function remedy({ name }: RunnerDefinition): string {
  if (name.startsWith(TORCH)) return '; install PyTorch (Debian: apt-get install python3-torch libopenblas0-openmp)';
  return existsSync(join(PEERS_FOLDER, 'node_modules')) ? '' : '; install the peers with npm ci --prefix bench/peers';
}
