/** Where the engine computes. */
import { signal } from '@preact/signals';
import { ask } from '../engine/client.js';
import type { BackendReport } from '../engine/protocol.js';

/** What can be asked for: the names that `chooseBackend` of the engine knows and that need nothing besides a browser. */
export const backendChoices = ['auto', 'webgpu', 'wasm', 'reference'] as const;
export type BackendChoiceName = (typeof backendChoices)[number];

/** What was asked for. */
export const askedBackend = signal<BackendChoiceName>('auto');
/** What was taken; null until the engine has started. */
export const backend = signal<BackendReport | null>(null);
/** Why what was asked for cannot be had. */
export const backendProblem = signal<string | null>(null);

/** Computes there from now on; where it cannot be had, everything stays as it is, and the page says why. */
export async function useBackend(name: BackendChoiceName): Promise<void> {
  askedBackend.value = name;
  backendProblem.value = null;
  try {
    backend.value = await ask('chooseBackend', name);
  } catch (error) {
    backendProblem.value = error instanceof Error ? error.message : String(error);
  }
}
