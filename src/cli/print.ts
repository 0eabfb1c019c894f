import { wrapped } from './wrap.js';

/** Writes a line of output. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a sentence: on a terminal broken at words, elsewhere in one line, for whoever searches it. */
export function printSentence(sentence: string): void {
  print(wrapped(sentence, process.stdout.columns ?? Infinity));
}

/** Writes data as one line of JSON. NaN and infinity, which JSON cannot say, are null. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Writes nothing: for `--quiet`, and for text where JSON is asked for. */
export function printNothing(): void {}
