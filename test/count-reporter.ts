import type { Reporter, TestModule, Vitest } from 'vitest/node';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Ends the output with a line to be read by a program: `N passed, N failed`.
 *
 * A test file that could not be loaded, a hook that threw outside every test and an error that no test caught count as
 * one failure each, for otherwise a broken run could read as a whole one. Skipped tests are on the line before.
 */
export default class CountReporter implements Reporter {
  private watching = false;
  private counts: Counts = { passed: 0, failed: 0, skipped: 0 };

  onInit(vitest: Vitest): void {
    this.watching = vitest.config.watch;
    // Coverage and complaints about processes that do not end are printed after the last reporter is called.
    if (!this.watching) process.once('exit', () => this.print());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.counts = count(modules, unhandledErrors.length);
    if (this.watching) this.print();
  }

  private print(): void {
    const { passed, failed, skipped } = this.counts;
    process.stdout.write(`${skipped} skipped\n${passed} passed, ${failed} failed\n`);
  }
}

/** Adds up the outcome of every test, and of everything that broke outside one. */
function count(modules: readonly TestModule[], unhandledErrors: number): Counts {
  const counts: Counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    if (module.errors().length > 0) counts.failed += 1;
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) counts.failed += 1;
    }
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test still pending when the run is over was interrupted: it has shown nothing.
      counts[state === 'pending' ? 'failed' : state] += 1;
    }
  }
  return counts;
}
