import { fileURLToPath } from 'node:url';
import type { RunnerDefinition } from './runner-process.js';

/** handgrad on one backend, in a process of its own: the program that is built beside the suite (serve.ts). */
export function handgradRunner(backend: string): RunnerDefinition {
  return {
    name: backend,
    command: process.execPath,
    arguments: [fileURLToPath(new URL('./serve.mjs', import.meta.url)), backend],
  };
}
