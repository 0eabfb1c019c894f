import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';

/** What a bench ran on. */
export interface Machine {
  readonly cpu: string;
  /** Logical cores that this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  readonly node: string;
  readonly os: string;
  /** Processes that wanted a core in the last minute, before the bench began: much above 0, and the times are not to be trusted. */
  readonly loadBefore: number;
}

/** The state of the source code. */
export interface Commit {
  readonly hash: string;
  /** Whether files differ from it, but for documents and results, which the commands write themselves. */
  readonly isModified: boolean;
}

export function describeMachine(): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? os.machine(),
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    node: process.version,
    os: `${os.type()} ${os.release()} ${os.machine()}`,
    loadBefore: os.loadavg()[0],
  };
}

/** The commit in the current folder; null where there is no git. */
export function currentCommit(): Commit | null {
  const git = (...words: string[]) =>
    execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return {
      hash: git('rev-parse', 'HEAD'),
      isModified: git('status', '--porcelain', '--', '.', ':!docs', ':!bench/results') !== '',
    };
  } catch {
    return null;
  }
}

/** Versions of handgrad and of those packages that are installed in the current folder, by name. */
export function packageVersions(names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = { handgrad: handgradVersion() };
  for (const name of names) {
    const version = versionIn(join('node_modules', name, 'package.json'));
    if (version !== null) found[name] = version;
  }
  return found;
}

/** The version that package.json in the current folder says. */
export function handgradVersion(): string {
  return versionIn('package.json') ?? 'unknown';
}

function versionIn(path: string): string | null {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { version?: string }).version ?? null;
  } catch {
    return null;
  }
}
