/**
 * One file from the first of several mirrors that has it.
 *
 * The mirrors are asked one after the other, each half a second after the one before without waiting for its answer;
 * the first that sends bytes is taken, the others are let go. When none has begun within 5 s, or all have failed, that
 * is a `DownloadError`.
 */
import { HandgradError } from '../tensor/error.js';

/** No mirror had the file: no network, as a rule. */
export class DownloadError extends HandgradError {
  /** Tells it from other errors where classes cannot be compared. */
  override readonly name = 'DownloadError';

  constructor(
    message: string,
    /** Why the mirrors failed, each reason once. */
    readonly reasons: readonly string[],
  ) {
    super(message);
  }
}

/** How patient a download is. */
export interface DownloadOptions {
  /** Default: the global fetch. */
  readonly fetch?: typeof fetch;
  /** How long the mirrors together may take until the first byte, ms. Default 5,000. */
  readonly beginWithinMs?: number;
  /** How long the pause between two pieces may be, ms. Default 20,000. */
  readonly stallAfterMs?: number;
  /** More than this is no answer but a fault. Bytes, default 64 MiB. */
  readonly atMostBytes?: number;
  /** Called with the bytes received, of how many; undefined where the server does not say. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
}

export interface Downloaded {
  readonly bytes: Uint8Array;
  readonly url: string;
}

/** Pause before the next mirror is asked as well, ms: enough for a quick answer, little against 5 s. */
const NEXT_MIRROR_AFTER_MS = 500;

/**
 * Downloads `file` from one of `urls`. `check` throws when bytes are not what they should be; then the next mirror is
 * tried.
 * @throws {DownloadError} naming every mirror and why it failed.
 */
export async function download(
  file: string,
  urls: readonly string[],
  check: (bytes: Uint8Array, url: string) => void | Promise<void>,
  options: DownloadOptions = {},
): Promise<Downloaded> {
  const failures = new Map<string, string>();
  const fail = (url: string, error: unknown): void => void failures.set(url, reasonText(error));
  for (;;) {
    const open = urls.filter((url) => !failures.has(url));
    const answer = open.length > 0 ? await firstAnswer(open, fail, options) : undefined;
    if (answer === undefined) break;
    try {
      const bytes = await readAll(answer, options);
      await check(bytes, answer.url);
      return { bytes, url: answer.url };
    } catch (error) {
      answer.abort();
      fail(answer.url, error);
    }
  }
  const reasons = urls.map((url) => `${new URL(url).host}: ${failures.get(url)}`).join('; ');
  throw new DownloadError(`download: no mirror gave ${file} (${reasons})`, [...new Set(failures.values())]);
}

interface Answer {
  readonly url: string;
  readonly first: Uint8Array;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly total: number | undefined;
  readonly abort: () => void;
}

/** The first mirror that sends bytes; undefined when all have failed or the time is up. */
async function firstAnswer(
  urls: readonly string[],
  fail: (url: string, error: unknown) => void,
  { fetch: fetchUrl = fetch, beginWithinMs = 5000 }: DownloadOptions,
): Promise<Answer | undefined> {
  const asked = new Map<string, AbortController>();
  const waiting = [...urls];
  const silent = new Set(urls);
  return new Promise((resolve) => {
    let next: NodeJS.Timeout | undefined;
    let finished = false;
    const deadline = setTimeout(() => {
      for (const url of silent) fail(url, new Error(`no answer within ${beginWithinMs / 1000} s`));
      finish(undefined);
    }, beginWithinMs);
    const finish = (answer: Answer | undefined): void => {
      if (finished) return; // Two mirrors in the same instant: the first one counts, the other has been let go.
      finished = true;
      clearTimeout(deadline);
      clearTimeout(next);
      waiting.length = 0;
      for (const [url, controller] of asked) if (url !== answer?.url) controller.abort();
      resolve(answer);
    };
    const ask = (): void => {
      clearTimeout(next);
      const url = waiting.shift();
      if (url === undefined) return;
      const controller = new AbortController();
      asked.set(url, controller);
      if (waiting.length > 0) next = setTimeout(ask, NEXT_MIRROR_AFTER_MS);
      begin(fetchUrl, url, controller).then(finish, (error: unknown) => {
        if (controller.signal.aborted) return;
        fail(url, error);
        silent.delete(url);
        if (silent.size === 0) finish(undefined);
        else ask();
      });
    };
    ask();
  });
}

/** Asks one mirror and waits for its first bytes. */
async function begin(fetchUrl: typeof fetch, url: string, controller: AbortController): Promise<Answer> {
  const response = await fetchUrl(url, { signal: controller.signal, redirect: 'follow' });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  }
  // A server that packs on the way counts packed bytes, so its length says nothing about what arrives here.
  const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
  const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const { value, done } = await reader.read();
  if (done) throw new Error('an empty answer');
  return {
    url,
    first: value,
    reader,
    total: length === null ? undefined : Number(length),
    abort: () => controller.abort(),
  };
}

async function readAll(answer: Answer, options: DownloadOptions): Promise<Uint8Array> {
  const { stallAfterMs = 20_000, atMostBytes = 64 * 2 ** 20, onProgress } = options;
  const pieces: Uint8Array[] = [];
  let received = 0;
  for (let piece: Uint8Array | undefined = answer.first; piece !== undefined;) {
    pieces.push(piece);
    received += piece.length;
    if (received > atMostBytes) throw new Error(`more than ${atMostBytes} bytes`);
    onProgress?.(received, answer.total);
    piece = await nextPiece(answer, stallAfterMs);
  }
  if (answer.total !== undefined && received !== answer.total) {
    throw new Error(`the connection ended after ${received} of ${answer.total} bytes`);
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

async function nextPiece({ reader }: Answer, stallAfterMs: number): Promise<Uint8Array | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing more for ${stallAfterMs / 1000} s`)), stallAfterMs);
  });
  try {
    return (await Promise.race([reader.read(), stalled])).value;
  } finally {
    clearTimeout(timer);
  }
}

const NETWORK_WORDS: Record<string, string> = {
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'no name service',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection lost',
  ENETUNREACH: 'network unreachable',
  EHOSTUNREACH: 'host unreachable',
};

/** `fetch failed` says little; its cause (ENOTFOUND, ECONNREFUSED, ...) says what happened. */
function reasonText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as { code?: string; message?: string } | undefined;
  const code = cause?.code;
  if (code !== undefined) return NETWORK_WORDS[code] === undefined ? code : `${NETWORK_WORDS[code]} (${code})`;
  return cause?.message ?? error.message;
}
