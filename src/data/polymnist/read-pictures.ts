import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { HandgradError } from '../../tensor/error.js';
import { workerSource } from './picture-worker.generated.js';
import type { PictureAnswer } from './picture-worker.js';

/** Pictures that a thread is sent at once: some 50 ms of work, 1.2 MB to bring back. */
const BLOCK = 500;
/** More threads than this wait for the one that gathers. */
const MOST_THREADS = 16;

/**
 * Reads pictures of 28 x 28 in parallel and hands their colours on in order. Threads, because what takes the time is
 * unpacking (140 us a picture against 10 us to read it), which one thread does one after the other whatever it waits for.
 * `pathOf`: of picture 0 .. count - 1. `take`: gets [n, 28, 28, 3] and is waited for.
 * @throws {HandgradError} naming the first picture that cannot be read or is none.
 */
export async function readPictures(
  count: number,
  pathOf: (index: number) => string,
  take: (pixels: Uint8Array) => Promise<void>,
): Promise<void> {
  const threads = Array.from(
    { length: Math.min(availableParallelism(), MOST_THREADS, Math.ceil(count / BLOCK)) },
    startThread,
  );
  try {
    const answers: Promise<PictureAnswer>[] = [];
    let asked = 0;
    const askNext = (): void => {
      if (asked >= count) return;
      const paths = Array.from({ length: Math.min(BLOCK, count - asked) }, (_, i) => pathOf(asked + i));
      answers.push(threads[(asked / BLOCK) % threads.length].ask(paths));
      asked += paths.length;
    };
    // Two blocks a thread: it goes on with the second while the first is on its way.
    for (let i = 0; i < 2 * threads.length; i++) askNext();
    for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) {
      const result = await answer;
      if ('problem' in result) throw new HandgradError(result.problem);
      askNext();
      await take(result.pixels);
    }
  } finally {
    await Promise.all(threads.map(({ end }) => end()));
  }
}

interface Thread {
  /** Answers come in the order of the questions. */
  ask(paths: readonly string[]): Promise<PictureAnswer>;
  end(): Promise<unknown>;
}

function startThread(): Thread {
  const worker = new Worker(workerSource, { eval: true, name: 'handgrad pictures' });
  const waiting: { resolve: (answer: PictureAnswer) => void; reject: (error: unknown) => void }[] = [];
  worker.on('message', (answer: PictureAnswer) => waiting.shift()?.resolve(answer));
  worker.on('error', (error) => waiting.splice(0).forEach(({ reject }) => reject(error)));
  return {
    ask(paths) {
      const answer = new Promise<PictureAnswer>((resolve, reject) => waiting.push({ resolve, reject }));
      // Whoever waits for an earlier answer may give up before this one comes.
      answer.catch(() => undefined);
      worker.postMessage(paths);
      return answer;
    },
    end: () => worker.terminate(),
  };
}
