/**
 * The CSV files of Kaggle's Digit Recognizer competition: a header, then a line for each picture of 28 x 28 pixels.
 *
 *   train.csv   label,pixel0,pixel1,...,pixel783       a digit, then 784 numbers from 0 to 255, row by row
 *   test.csv    pixel0,pixel1,...,pixel783
 *
 * Read byte by byte: 77 MB of numbers, of which no text is made unless one is wrong. Lines may end in CR LF; the last
 * one need not end. Anything else is refused, with its line and column.
 */
import { HandgradError } from '../../tensor/error.js';

/** Pixels of a picture. */
export const PIXELS = 784;

const [COMMA, LINE_FEED, CARRIAGE_RETURN, ZERO, NINE] = [0x2c, 0x0a, 0x0d, 0x30, 0x39];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** The pictures of a CSV file of the competition. */
export interface DigitCsv {
  /** [count, 784] */
  readonly pixels: Uint8Array;
  /** [count]; empty for a file without labels. */
  readonly labels: Uint8Array;
  /** How many. */
  readonly count: number;
}

/**
 * The pictures of a file, with their labels where `columns` has them. `file` is for messages.
 * @throws {HandgradError} when the header is another, there is no picture, a line has fewer or more columns than the
 *   header, or a value is no whole number, a label above 9 or a pixel above 255.
 */
export function parseDigitCsv(bytes: Uint8Array, hasLabels: boolean, file: string): DigitCsv {
  const names = columnNames(hasLabels);
  const begin = checkHeader(bytes, names, file);
  const most = countLines(bytes, begin);
  const pixels = new Uint8Array(most * PIXELS);
  const labels = new Uint8Array(hasLabels ? most : 0);
  const values = new Uint8Array(names.length);
  const cursor = { at: begin, line: 2 };
  let count = 0;
  for (; cursor.at < bytes.length; count++, cursor.line++) {
    readLine(bytes, cursor, values, { names, file });
    if (hasLabels) labels[count] = values[0];
    pixels.set(hasLabels ? values.subarray(1) : values, count * PIXELS);
  }
  if (count === 0) throw new HandgradError(`csv: ${file} ends after its header, expected pictures; get the file again`);
  return { pixels: pixels.subarray(0, count * PIXELS), labels: labels.subarray(0, hasLabels ? count : 0), count };
}

function columnNames(hasLabels: boolean): string[] {
  return [...(hasLabels ? ['label'] : []), ...Array.from({ length: PIXELS }, (_, i) => `pixel${i}`)];
}

/** Returns where the line after the header begins. */
function checkHeader(bytes: Uint8Array, names: readonly string[], file: string): number {
  const begin = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? BYTE_ORDER_MARK.length : 0;
  const lineFeed = bytes.indexOf(LINE_FEED, begin);
  const end = lineFeed < 0 ? bytes.length : lineFeed;
  if (end === begin)
    throw new HandgradError(`csv: ${file} has no header, expected ${headerText(names)}; get the file again`);
  const text = new TextDecoder().decode(bytes.subarray(begin, end)).replace(/\r$/, '');
  const found = text.split(',');
  const wrong = names.findIndex((name, i) => found[i] !== name);
  if (wrong >= 0 || found.length > names.length) {
    const column = wrong >= 0 ? wrong : names.length;
    const what = found[column] === undefined ? 'the header ends' : `the header has ${excerpt(found[column])}`;
    const expected = names[column] === undefined ? 'its end' : `'${names[column]}'`;
    throw new HandgradError(
      `csv: ${file}: in line 1, column ${column + 1}, ${what}, expected ${expected} of ${headerText(names)}`,
    );
  }
  return Math.min(end + 1, bytes.length);
}

function headerText(names: readonly string[]): string {
  return `${names[0]},${names[1]},...,${names.at(-1)}`;
}

/** At most so many lines from `begin` on. */
function countLines(bytes: Uint8Array, begin: number): number {
  let lines = 1;
  for (let at = bytes.indexOf(LINE_FEED, begin); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}

interface Cursor {
  at: number;
  /** From 1, for messages. */
  readonly line: number;
}

/** Reads one value for each name and moves behind the end of the line. */
function readLine(
  bytes: Uint8Array,
  cursor: Cursor,
  values: Uint8Array,
  { names, file }: { readonly names: readonly string[]; readonly file: string },
): void {
  const last = names.length - 1;
  let at = cursor.at;
  for (let column = 0; column <= last; column++) {
    const begin = at;
    let value = 0;
    for (let byte = bytes[at]; byte >= ZERO && byte <= NINE; byte = bytes[++at]) value = 10 * value + byte - ZERO;
    const isEnd = column === last ? isLineEnd(bytes, at) : bytes[at] === COMMA;
    if (at === begin || at - begin > 3 || !isEnd || value > largestOf(names[column])) {
      throw badValue(bytes, begin, { column, names, file, line: cursor.line });
    }
    values[column] = value;
    if (column < last) at++;
  }
  if (bytes[at] === CARRIAGE_RETURN) at++;
  cursor.at = at + 1;
}

function isLineEnd(bytes: Uint8Array, at: number): boolean {
  if (at >= bytes.length || bytes[at] === LINE_FEED) return true;
  return bytes[at] === CARRIAGE_RETURN && (at + 1 >= bytes.length || bytes[at + 1] === LINE_FEED);
}

function largestOf(name: string): number {
  return name === 'label' ? 9 : 255;
}

interface Place {
  readonly column: number;
  readonly names: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** What is wrong with the value that begins at `begin`. */
function badValue(bytes: Uint8Array, begin: number, { column, names, file, line }: Place): HandgradError {
  let end = begin;
  while (end < bytes.length && bytes[end] !== COMMA && !isLineEnd(bytes, end)) end++;
  const text = new TextDecoder().decode(bytes.subarray(begin, end));
  const isLast = column === names.length - 1;
  const expected = `expected a whole number from 0 to ${largestOf(names[column])}`;
  const isRight = /^\d{1,3}$/.test(text) && Number(text) <= largestOf(names[column]);
  if (isRight && !isLast) {
    return new HandgradError(
      `csv: ${file}: line ${line} ends after ${column + 1} of ${names.length} columns; get the file again`,
    );
  }
  if (isRight) {
    return new HandgradError(
      `csv: ${file}: line ${line} goes on after its ${names.length} columns, expected its end; get the file again`,
    );
  }
  const where = `line ${line}, column ${column + 1} (${names[column]})`;
  const found = text === '' ? 'is empty' : `is ${excerpt(text)}`;
  return new HandgradError(`csv: ${file}: ${where} ${found}, ${expected}; correct it or get the file again`);
}

/** A text in quotes, not longer than a line can bear. */
function excerpt(text: string): string {
  return `'${text.length > 20 ? `${text.slice(0, 20)}...` : text}'`;
}
