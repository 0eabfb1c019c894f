/** The worker that owns the engine: backends, data, networks, trainings. The page stays free to answer its user. */
import { HandgradError } from 'handgrad';
import type { RequestMessage, Tell, WorkerMessage } from './protocol.js';
import { createWorkbench } from './workbench.js';

/** What of a dedicated worker's global scope is used. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<RequestMessage>) => void) | null;
  postMessage(message: WorkerMessage): void;
}

const scope = globalThis as unknown as WorkerScope;
const tell: Tell = (name, data) => scope.postMessage({ kind: 'event', name, data });
const handlers = createWorkbench(tell);

scope.onmessage = ({ data }) => void answer(data);

async function answer({ id, name, question }: RequestMessage): Promise<void> {
  try {
    const handler = handlers[name] as (question: unknown) => unknown;
    scope.postMessage({ kind: 'answer', id, answer: await handler(question) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ kind: 'error', id, message, isExpected: error instanceof HandgradError });
  }
}
