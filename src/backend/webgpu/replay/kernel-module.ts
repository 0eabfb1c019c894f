import { HandgradError } from '../../../tensor/error.js';
import { ENABLE } from '../shader.js';
import { evaluateConstant } from './wgsl-constants.js';

/** What one entry point of a shader needs of it, taken apart so that several can become one shader. */
export interface KernelModule {
  readonly entry: EntryPoint;
  /** The directives of its shader, as `enable subgroups;`. */
  readonly enables: readonly string[];
  /** Constants, types, functions and workgroup memory that the entry point uses, in the order of the text. */
  readonly declarations: readonly Declaration[];
  /** The buffers that it uses, and what WGSL calls them. */
  readonly bindings: readonly Binding[];
  /** Threads of a workgroup; null where any number will do (WORKGROUP_SIZE of linear-index.wgsl). */
  readonly workgroupSize: number | null;
  /** Of `var<workgroup>`. */
  readonly workgroupBytes: number;
}

export interface Declaration {
  readonly kind: 'const' | 'alias' | 'struct' | 'function' | 'workgroup memory';
  readonly name: string;
  readonly text: string;
}

export interface EntryPoint {
  readonly name: string;
  /** The builtins that it takes, in order: `workgroup_id`, ... */
  readonly builtins: readonly string[];
  /** As a function like any other: without attributes. */
  readonly text: string;
}

export interface Binding {
  /** Its place among the operands: reads, writes, scalars. */
  readonly index: number;
  readonly space: 'read' | 'read_write' | 'uniform';
  readonly name: string;
  /** `array<f32>`, or a struct's name for scalars; aliases are resolved. Arrays have lost their length. */
  readonly type: string;
}

/** What linear-index.wgsl declares for kernels that work with any number of threads. */
export const WORKGROUP_SIZE = 'WORKGROUP_SIZE';

/** Takes apart the shader whose entry point is `entry`. It relies on how kernels/ is written: declarations begin at the line's start. */
export function parseKernel(source: string, entry: string): KernelModule {
  const pieces = new Map<string, Piece>();
  for (const text of topLevelPieces(source.replaceAll(ENABLE, ''))) {
    const piece = parsePiece(text);
    pieces.set(piece.name, piece);
  }
  const found = pieces.get(entry);
  if (found?.kind !== 'entry point') throw new HandgradError(`webgpu: the shader has no entry point ${entry}`);
  const used = reachableFrom(found, [...pieces.values()]);
  const constantNamed = (name: string): number => {
    const constant = pieces.get(name);
    if (constant?.kind !== 'const') throw new HandgradError(`webgpu: a size names ${name}, which is not a constant`);
    return evaluateConstant(constant.value, constantNamed);
  };
  const resolve = (type: string): string =>
    type.replaceAll(/\w+/g, (name) => {
      const alias = pieces.get(name);
      return alias?.kind === 'alias' ? alias.value : name;
    });
  return {
    entry: entryPoint(found),
    enables: source.match(ENABLE) ?? [],
    declarations: used.filter((piece) => piece.kind !== 'binding' && piece.kind !== 'entry point') as Declaration[],
    bindings: used.filter(({ kind }) => kind === 'binding').map((piece) => bindingOf(piece, resolve)),
    workgroupSize: found.value === WORKGROUP_SIZE ? null : evaluateConstant(found.value, constantNamed),
    workgroupBytes: used
      .filter(({ kind }) => kind === 'workgroup memory')
      .reduce((sum, { value }) => sum + bytesOf(resolve(value), constantNamed), 0),
  };
}

/** `value`: what follows the name: a constant's expression, a type, an entry point's number of threads. */
interface Piece extends Omit<Declaration, 'kind'> {
  readonly kind: Declaration['kind'] | 'entry point' | 'binding';
  readonly value: string;
}

const FORMS: readonly [Piece['kind'], RegExp][] = [
  ['const', /^const (?<name>\w+) = (?<value>[^;]*);/],
  ['alias', /^alias (?<name>\w+) = (?<value>[^;]*);/],
  ['struct', /^struct (?<name>\w+)/],
  ['workgroup memory', /^var<workgroup> (?<name>\w+): (?<value>[^;]*);/],
  ['binding', /^@group\(0\) @binding\(\d+\) var<[\w, ]+> (?<name>\w+): (?<value>[^;]*);/],
  ['entry point', /^@compute @workgroup_size\((?<value>[^)]*)\)\s+fn (?<name>\w+)/],
  ['function', /^fn (?<name>\w+)/],
];

function parsePiece(text: string): Piece {
  for (const [kind, form] of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups) return { kind, text, name: groups.name, value: groups.value };
  }
  throw new HandgradError(`webgpu: a shader declares something unknown to replays: ${text.split('\n')[0]}`);
}

/** The text cut where a line begins with a declaration, without comments. */
function topLevelPieces(source: string): string[] {
  const text = source.replaceAll(/\/\/.*/g, '');
  const pieces = text.split(/^(?=(?:const|alias|struct|var|@group|@compute)\b)|(?<!^@compute.*\n)^(?=fn\b)/m);
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

/** What the text of a declaration names, directly or by way of others, itself included; in the order of `declarations`. */
export function reachableFrom<T extends { readonly name: string; readonly text: string }>(
  start: T,
  declarations: readonly T[],
): T[] {
  const byName = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  const used = new Set([start]);
  for (const { text } of used) {
    for (const name of namesIn(text)) {
      const named = byName.get(name);
      if (named) used.add(named);
    }
  }
  return declarations.filter((declaration) => used.has(declaration));
}

/** What a declaration's text names, but for what is its own. */
function namesIn(text: string): string[] {
  const own = localNames(text);
  return [...text.matchAll(NAMES)].map(([name]) => name).filter((name) => !own.has(name));
}

/** Names in WGSL, but for those of members behind a dot. */
const NAMES = /(?<![.\w])[A-Za-z_]\w*/g;

/** The text of a declaration with other names for what the shader declares; what is local to the declaration keeps its name. */
export function rename(text: string, newName: (name: string) => string | undefined): string {
  const own = localNames(text);
  return text.replaceAll(NAMES, (name) => (own.has(name) ? name : (newName(name) ?? name)));
}

/** Parameters and variables of a function, members of a struct: they hide what the shader declares under the same name. */
function localNames(text: string): ReadonlySet<string> {
  const isFunction = /^(?:@compute|fn\b)/.test(text);
  if (!isFunction && !text.startsWith('struct')) return new Set();
  const typed = isFunction ? text.slice(0, text.indexOf('{')) : text;
  return new Set([
    ...[...typed.matchAll(/(\w+)\s*:/g)].map((match) => match[1]),
    ...[...text.matchAll(/\b(?:let|var)\s+(\w+)/g)].map((match) => match[1]),
  ]);
}

function entryPoint({ name, text }: Piece): EntryPoint {
  const builtins = [...text.matchAll(/@builtin\((\w+)\)/g)].map((match) => match[1]);
  const plain = text.replace(/^@compute @workgroup_size\([^)]*\)\s+/, '').replaceAll(/@builtin\(\w+\)\s+/g, '');
  return { name, builtins, text: plain };
}

function bindingOf({ name, text, value }: Piece, resolve: (type: string) => string): Binding {
  const [, index, space] = /@binding\((\d+)\) var<(?:storage, )?(\w+)>/.exec(text)!;
  const type = resolve(value).replace(/^array<([^,]+),.*>$/s, 'array<$1>');
  return { index: Number(index), space: space as Binding['space'], name, type };
}

/** Bytes of an element of an array in workgroup memory. */
const elementBytes: Readonly<Record<string, number>> = { f32: 4, i32: 4, u32: 4, vec2u: 8, vec3u: 16, vec4f: 16 };

function bytesOf(type: string, constantNamed: (name: string) => number): number {
  const [, element, length] = /^array<(\w+), (.*)>$/s.exec(type) ?? [];
  if (!(element in elementBytes)) throw new HandgradError(`webgpu: workgroup memory of type ${type} is not known`);
  return elementBytes[element] * evaluateConstant(length, constantNamed);
}
