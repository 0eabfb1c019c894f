import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Replies, Reply, Request } from './protocol.js';

/** How a runner is started. */
export interface RunnerDefinition {
  /** `reference`, `torch, 2 threads`, ... */
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  /** Added to this process' environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A runner's process. One request at a time. */
export interface RunnerProcess {
  readonly name: string;
  /** @throws {Error} with the runner's reason when it cannot, has ended, or does not answer in time (it is then ended). */
  ask<R extends Request>(request: R): Promise<Replies[R['type']]>;
  /** Ends the process and waits for it. Harmless when repeated. */
  end(): Promise<void>;
}

/** The longest that a runner may take for one reply. */
const REPLY_LIMIT_MS = 900_000;

/** Starts a runner in a process of its own. */
export function startRunner({ name, command, arguments: words, environment }: RunnerDefinition): RunnerProcess {
  const child = spawn(command, words, { env: { ...process.env, ...environment } });
  const ended = endOf(child);
  const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const end = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    name,
    end,
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        const limit = `no answer to '${request.type}' in ${REPLY_LIMIT_MS / 1000} s`;
        timer = setTimeout(() => reject(new Error(limit)), REPLY_LIMIT_MS);
      });
      try {
        const line = await Promise.race([nextReply(replies), late]);
        if (line === null) throw new Error(await ended);
        const reply = JSON.parse(line) as Reply;
        if ('error' in reply) throw new Error(reply.error);
        return reply.ok as Replies[(typeof request)['type']];
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('no answer')) await end();
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** The next line that is an object: libraries also greet on standard output. Null at the end. */
async function nextReply(lines: AsyncIterator<string>): Promise<string | null> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) return null;
    if (value.startsWith('{')) return value;
  }
}

/** Resolves, when the process has ended, with how: its last words on standard error included. */
function endOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-2000)));
  // Writing to a process that has just ended is reported by its end.
  child.stdin.on('error', () => undefined);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => {
      const lastLine = lastWords.trim().split('\n').at(-1);
      resolve(`ended (${signal ?? `exit code ${code}`})${lastLine ? `: ${lastLine}` : ''}`);
    });
  });
}
