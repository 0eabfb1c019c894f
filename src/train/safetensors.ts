/**
 * safetensors, the file format of tensors by name (https://github.com/huggingface/safetensors, "Format"):
 *
 *   8 bytes          length of the header, unsigned, little-endian, at most 100,000,000
 *   header           JSON, UTF-8, begins with `{`, may end in spaces:
 *                      "name": { "dtype": "F32", "shape": [784, 200], "data_offsets": [begin, end] }, ...
 *                      "__metadata__": { "text": "text", ... }
 *   the rest         the elements of all tensors, row-major, little-endian; offsets count from here, leave no gap and
 *                      do not overlap
 *
 * A file holds no code and no pointers: reading a foreign one can give wrong numbers, but do nothing else.
 */
import { isJsonObject } from '../nn/json.js';
import type { NamedArray } from '../nn/parameter.js';
import { bytesPerElement, dtypeOf, newArray, type DType } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { checkShape, shapeText, sizeOf, type Shape } from '../tensor/shape.js';
import { firstDuplicateKey } from './duplicate-key.js';
import { jsonExcerpt } from './json-excerpt.js';

/** Tensors and texts, each by name. */
export interface SafetensorsContent {
  /** Their names are unique and not `__metadata__`. */
  readonly tensors: readonly NamedArray[];
  /** Texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000;
/** The data begin at a multiple of this, so that a reader may map them into memory. */
const ALIGNMENT = 8;
const METADATA = '__metadata__';

const formatNames = { float32: 'F32', float64: 'F64', int32: 'I32', uint8: 'U8' } as const satisfies Record<
  DType,
  string
>;
const dtypes = new Map(Object.entries(formatNames).map(([dtype, name]) => [name as string, dtype as DType]));

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: Shape;
  readonly data_offsets: readonly [begin: number, end: number];
}

/**
 * The bytes of a file. Canonical: tensors lie by element size (the largest first, so that all are aligned), then by
 * name, texts by name, whatever the order given.
 * @throws {HandgradError} when a name is used twice or reserved, or values do not fill their shape.
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array {
  const sorted = [...tensors].sort((a, b) => elementBytes(b) - elementBytes(a) || compareTexts(a.name, b.name));
  const entries: [string, HeaderEntry][] = [];
  const names = new Set([METADATA]);
  let end = 0;
  for (const tensor of sorted) {
    checkTensor(tensor, names);
    const begin = end;
    end += tensor.values.byteLength;
    const dtype = formatNames[dtypeOf(tensor.values)];
    entries.push([tensor.name, { dtype, shape: tensor.shape, data_offsets: [begin, end] }]);
  }
  const texts = Object.entries(metadata).sort(([a], [b]) => compareTexts(a, b));
  const header = encodeHeader(texts, entries);
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  sorted.forEach(({ values }, i) => {
    const [begin] = entries[i][1].data_offsets;
    // Typed arrays are little-endian like the file: so is every machine that has WebGPU or WebAssembly's memory to share.
    bytes.set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      LENGTH_BYTES + header.length + begin,
    );
  });
  return bytes;
}

/**
 * The content of a file, in memory of its own. `fileName` is for messages.
 * @throws {HandgradError} when the file is truncated, is no safetensors file, breaks a rule of the format, or holds
 *   elements of a type that handgrad does not have.
 */
export function decodeSafetensors(bytes: Uint8Array, fileName: string): SafetensorsContent {
  const refuse = (reason: string) => new HandgradError(`${fileName}: not a sound safetensors file: ${reason}`);
  const header = readHeader(bytes, refuse);
  const data = bytes.subarray(LENGTH_BYTES + header.length);
  const entries = parseHeader(header, refuse);
  const metadata = entries.get(METADATA) ?? {};
  entries.delete(METADATA);
  if (!isJsonObject(metadata) || !Object.values(metadata).every((text) => typeof text === 'string')) {
    throw refuse(`its ${METADATA} is ${jsonExcerpt(metadata)}, expected an object of texts`);
  }
  const checked = [...entries].map(([name, entry]) => ({ name, ...checkEntry(name, entry, refuse) }));
  checkCoverage(checked, data.length, refuse);
  return {
    metadata: metadata as Record<string, string>,
    tensors: checked.map(({ name, shape, dtype, begin, end }) => {
      const values = newArray(dtype, sizeOf(shape));
      new Uint8Array(values.buffer).set(data.subarray(begin, end));
      return { name, shape, values };
    }),
  };
}

type Refusal = (reason: string) => HandgradError;

interface CheckedEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

function encodeHeader(texts: [string, string][], entries: [string, HeaderEntry][]): Uint8Array {
  // Object.fromEntries makes own members of any name, `__proto__` too.
  const all = [...(texts.length > 0 ? [[METADATA, Object.fromEntries(texts)] as const] : []), ...entries];
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(all)));
  const padded = new Uint8Array(Math.ceil(json.length / ALIGNMENT) * ALIGNMENT).fill(0x20);
  padded.set(json);
  if (padded.length > MAX_HEADER_BYTES) {
    throw new HandgradError(
      `safetensors: the header would take ${padded.length} bytes, the format allows ${MAX_HEADER_BYTES}`,
    );
  }
  return padded;
}

function checkTensor({ name, shape, values }: NamedArray, names: Set<string>): void {
  checkShape(`safetensors, '${name}'`, shape);
  if (values.length !== sizeOf(shape)) {
    throw new HandgradError(
      `safetensors: '${name}' ${shapeText(shape)} needs ${sizeOf(shape)} values, found ${values.length}`,
    );
  }
  if (names.has(name)) {
    throw new HandgradError(`safetensors: '${name}' is ${name === METADATA ? 'reserved' : 'the name of two tensors'}`);
  }
  names.add(name);
}

function readHeader(bytes: Uint8Array, refuse: Refusal): Uint8Array {
  if (bytes.length < LENGTH_BYTES) {
    throw refuse(
      `it has ${bytes.length} bytes, the length of its header alone takes ${LENGTH_BYTES}; it is truncated or foreign`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw refuse(
      `its header would take ${length} bytes, the format allows ${MAX_HEADER_BYTES}; it is of another format`,
    );
  }
  const present = bytes.length - LENGTH_BYTES;
  if (length > present) {
    throw refuse(`its header takes ${length} bytes, but only ${present} follow; it is truncated or of another format`);
  }
  return bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + Number(length));
}

function parseHeader(header: Uint8Array, refuse: Refusal): Map<string, unknown> {
  if (header[0] !== '{'.charCodeAt(0)) throw refuse('its header does not begin with {; it is of another format');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
  } catch {
    throw refuse('its header is not UTF-8; it is damaged');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw refuse(`its header is no JSON (${oneLine(error)}); it is damaged`);
  }
  const duplicate = firstDuplicateKey(text);
  if (duplicate !== null) throw refuse(`its header names ${jsonExcerpt(duplicate)} twice in one object`);
  return new Map(Object.entries(parsed as object));
}

function checkEntry(name: string, entry: unknown, refuse: Refusal): Omit<CheckedEntry, 'name'> {
  if (!isJsonObject(entry))
    throw refuse(`${jsonExcerpt(name)} is ${jsonExcerpt(entry)}, expected dtype, shape and data_offsets`);
  const { dtype: formatName, shape, data_offsets: offsets } = entry;
  const dtype = typeof formatName === 'string' ? dtypes.get(formatName) : undefined;
  if (dtype === undefined) {
    throw refuse(
      `${jsonExcerpt(name)} has the dtype ${jsonExcerpt(formatName)}, this program reads ${[...dtypes.keys()].join(', ')}`,
    );
  }
  if (!isCounts(shape))
    throw refuse(`${jsonExcerpt(name)} has the shape ${jsonExcerpt(shape)}, expected a list of sizes`);
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw refuse(`${jsonExcerpt(name)} has the data_offsets ${jsonExcerpt(offsets)}, expected [begin, end]`);
  }
  const [begin, end] = offsets;
  const needed = sizeOf(shape) * bytesPerElement[dtype];
  if (end - begin !== needed) {
    throw refuse(
      `${jsonExcerpt(name)} is ${formatNames[dtype]} ${shapeText(shape)}, which takes ${needed} bytes, ` +
        `but its data_offsets ${shapeText(offsets)} hold ${end - begin}`,
    );
  }
  return { dtype, shape, begin, end };
}

/** In order of their place, the tensors follow each other from the first byte to the last. */
function checkCoverage(entries: readonly CheckedEntry[], dataBytes: number, refuse: Refusal): void {
  let covered = 0;
  let before = '';
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered) throw refuse(`${jsonExcerpt(name)} begins at byte ${begin}, inside ${before}`);
    if (begin > covered)
      throw refuse(`bytes ${covered} to ${begin} of the data, before ${jsonExcerpt(name)}, belong to no tensor`);
    covered = end;
    before = jsonExcerpt(name);
  }
  if (covered > dataBytes) {
    throw refuse(`its tensors take ${covered} bytes, but only ${dataBytes} follow the header; it is truncated`);
  }
  if (covered < dataBytes) throw refuse(`its tensors take ${covered} bytes, but ${dataBytes} follow the header`);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}

function elementBytes({ values }: NamedArray): number {
  return values.BYTES_PER_ELEMENT;
}

/** By code units: the same order in every language's environment. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function oneLine(error: unknown): string {
  return (error as Error).message.replace(/\s+/g, ' ');
}
