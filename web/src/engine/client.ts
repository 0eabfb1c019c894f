/** The page's side of the engine: it asks the worker, and listens to what the worker tells. */
import type { Events, RequestMessage, Requests, WorkerMessage } from './protocol.js';

/** What the worker refused to do, in a line for the user. */
export class EngineError extends Error {}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Listener = (data: never) => void;

const waiting = new Map<number, Waiting>();
const listeners = new Map<keyof Events, Set<Listener>>();
let lastId = 0;

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'handgrad engine' });
worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => receive(data);

/** Asks the worker. @throws {EngineError} when it refuses, with a reason for the user. */
export function ask<Name extends keyof Requests>(
  name: Name,
  question: Requests[Name]['question'],
): Promise<Requests[Name]['answer']> {
  const id = ++lastId;
  const answer = new Promise<Requests[Name]['answer']>((resolve, reject) => {
    waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
  });
  worker.postMessage({ id, name, question } satisfies RequestMessage);
  return answer;
}

/** Calls `listener` whenever the worker tells this. Returns what ends that. */
export function listen<Name extends keyof Events>(name: Name, listener: (data: Events[Name]) => void): () => void {
  const those = listeners.get(name) ?? new Set<Listener>();
  listeners.set(name, those);
  those.add(listener);
  return () => those.delete(listener);
}

function receive(message: WorkerMessage): void {
  if (message.kind === 'event') {
    for (const listener of listeners.get(message.name) ?? []) listener(message.data as never);
    return;
  }
  const { resolve, reject } = waiting.get(message.id)!;
  waiting.delete(message.id);
  if (message.kind === 'answer') resolve(message.answer);
  else reject(message.isExpected ? new EngineError(message.message) : new Error(message.message));
}
