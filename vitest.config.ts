import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { embedKernels } from './scripts/embed-kernels.mjs';
import { embedWorker } from './scripts/embed-worker.mjs';
import { softwareWebGpuEnvironment } from './scripts/software-webgpu.mjs';

embedKernels();
await embedWorker();

/** Tests are sorted by what they need: one project, and one folder under test/, for each kind. */
function project(name: string, settings: TestProjectInlineConfiguration['test'] = {}): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include: [`test/${name}/**/*.test.ts`], ...settings } };
}

/** Tests that start processes which run dist/: after the tests of earlier groups. */
function startsProcesses(groupOrder: number) {
  return { globalSetup: './scripts/build.mjs', sequence: { groupOrder } };
}

export default defineConfig({
  resolve: {
    alias: [
      { find: /^handgrad$/, replacement: source('./src/index.ts') },
      { find: /^handgrad\/node$/, replacement: source('./src/node.ts') },
    ],
  },
  test: {
    projects: [
      project('unit', { testTimeout: 60_000 }),
      project('backend', { testTimeout: 300_000 }),
      project('golden', { testTimeout: 60_000 }),
      project('e2e', { testTimeout: 300_000, ...startsProcesses(1) }),
      project('browser', {
        testTimeout: 120_000,
        hookTimeout: 60_000,
        ...startsProcesses(2),
        // A browser keeps both cores busy: another beside it would only make each slower.
        fileParallelism: false,
        globalSetup: ['./scripts/build.mjs', './test/browser/playground/build-site.ts'],
      }),
    ],
    pool: 'forks',
    // A hook may start a tool; on a machine that does other things too, that takes a while.
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Tests of memory have to be able to collect garbage.
    execArgv: ['--expose-gc'],
    // Read by each worker as it starts, and by every process that a test starts.
    // Tuning finds something else on each machine, and takes time: the tests of it ask for it.
    env: { ...softwareWebGpuEnvironment(), HANDGRAD_TUNE: 'off' },
    reporters: ['default', './test/count-reporter.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // The command line is tested in processes of its own, which coverage does not follow.
      exclude: ['src/**/*.generated.ts', 'src/cli/**'],
      reporter: ['text-summary', 'html', 'json-summary'],
      thresholds: { statements: 85, branches: 75, functions: 85, lines: 85 },
    },
  },
});

function source(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
