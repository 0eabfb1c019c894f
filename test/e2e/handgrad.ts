/** Runs the built command line as a user would, in a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { drawDigitData, writeDigitData } from '../../src/data/drawn-digits.js';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workspace {
  /** The folder that commands run in. */
  readonly folder: string;
  path(...parts: string[]): string;
  /** Writes a file, with its folder. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Runs `handgrad` with arguments that have no spaces in them. Environment: undefined removes a variable. */
  run(commandLine: string, env?: Record<string, string | undefined>): Promise<Ended>;
  start(commandLine: string, env?: Record<string, string | undefined>): Running;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves as soon as the output so far matches; rejects when the command ends without. */
  printed(pattern: RegExp): Promise<void>;
}

/**
 * A folder for a test file's commands, removed at the end. They compute on the reference backend and find `own/`, a few drawn digits
 * in MNIST's format, with `--dataset idx`.
 */
export async function workspace({ trainCount = 600, testCount = 200 } = {}): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'handgrad-e2e-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  await writeDigitData(join(folder, 'own'), await drawDigitData({ seed: 3, trainCount, testCount }));
  const start: Workspace['start'] = (commandLine, env = {}) => startProgram(folder, commandLine, env);
  return {
    folder,
    path: (...parts) => join(folder, ...parts),
    async write(path, content) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    },
    run: (commandLine, env) => start(commandLine, env).ended,
    start,
  };
}

function startProgram(folder: string, commandLine: string, env: Record<string, string | undefined>): Running {
  const args = commandLine.split(' ').filter((word) => word !== '');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...cleanEnvironment(), HANDGRAD_DATA: join(folder, 'own'), HANDGRAD_BACKEND: 'reference', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A command that hangs is a failure, not a process that stays behind.
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  const printed = async (pattern: RegExp) => {
    let look = () => {};
    const seen = new Promise<boolean>((resolve) => {
      look = () => (pattern.test(output.stdout + output.stderr) ? resolve(true) : undefined);
      waiting.add(look);
      look();
    });
    const isSeen = await Promise.race([seen, ended.then(() => pattern.test(output.stdout + output.stderr))]);
    waiting.delete(look);
    if (!isSeen) throw new Error(`ended without printing ${pattern}:\n${output.stdout}\n${output.stderr}`);
  };
  return { process: child, ended, printed };
}

/** Without what npm and the tests themselves have set, so that the output is as at a shell. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = /^(npm_|HANDGRAD_|VITEST|NODE_OPTIONS|FORCE_COLOR)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** The lines of a text without the last line break. */
export function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** Objects that were written as JSON lines. */
export function jsonLinesOf(text: string): Record<string, unknown>[] {
  return linesOf(text).map((line) => JSON.parse(line) as Record<string, unknown>);
}
