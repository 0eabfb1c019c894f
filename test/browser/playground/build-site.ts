/** Builds the playground once for all tests of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { reasonToSkip } from '../chromium.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder that holds the built playground; empty where there is no browser to open it in. */
    playground: string;
  }
}

/** What vitest calls before the tests in browsers; what it gives is called after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = reasonToSkip === '' ? await mkdtemp(join(tmpdir(), 'handgrad-playground-')) : '';
  project.provide('playground', folder);
  if (folder === '') return async () => {};
  const configFile = fileURLToPath(new URL('../../../web/vite.config.ts', import.meta.url));
  await build({ configFile, logLevel: 'warn', build: { outDir: folder } });
  return () => rm(folder, { recursive: true, force: true });
}
