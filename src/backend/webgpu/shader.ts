import { HandgradError } from '../../tensor/error.js';
import { wgsl, type KernelFile } from './wgsl.generated.js';

/** What a shader is made of. Requests with equal content share one compiled shader. */
export interface ShaderRequest {
  /** The file under kernels/, without .wgsl. */
  readonly kernel: KernelFile;
  /** `const NAME = ...` for the kernel: the shapes it is specialised to. */
  readonly constants?: Readonly<Record<string, ShaderConstant>>;
  /** `alias NAME = type` for the kernel: what it is generic in. */
  readonly aliases?: Readonly<Record<string, 'f32' | 'i32' | 'u32'>>;
  /** Files whose functions the kernel calls. */
  readonly include?: readonly KernelFile[];
}

/** A plain number is a u32; lists become arrays of that type. */
export type ShaderConstant =
  number | boolean | readonly number[] | { readonly f32: number } | { readonly i32: number | readonly number[] };

/** Complete WGSL, and where its lines come from. */
export interface Shader {
  readonly source: string;
  /** The line of a file that a line of `source` (from 1) is, as `kernels/matmul.wgsl:12`. */
  placeOf(line: number): string;
}

/** Puts constants, included files and the kernel together, what they `enable` first, as WGSL wants it. @throws {HandgradError} when a constant has no literal in WGSL. */
export function assembleShader(request: ShaderRequest): Shader {
  const files = [...(request.include ?? []), request.kernel];
  const texts = files.map(textOf);
  const enabled = new Set(texts.flatMap((text) => text.match(ENABLE) ?? []));
  const parts = [
    { name: `the constants of ${request.kernel}`, text: [...enabled, prelude(request)].join('\n') },
    // Lines stay where they are, for the sake of messages.
    ...files.map((file, i) => ({ name: `kernels/${file}.wgsl`, text: texts[i].replaceAll(ENABLE, '') })),
  ];
  return {
    source: parts.map(({ text }) => text).join('\n'),
    placeOf(line) {
      let first = 1;
      for (const { name, text } of parts) {
        const lines = text.split('\n').length;
        if (line < first + lines) return `${name}:${line - first + 1}`;
        first += lines;
      }
      return `kernels/${request.kernel}.wgsl`;
    },
  };
}

/** A directive for an extension of WGSL. */
export const ENABLE = /^enable \w+;/gm;

function textOf(file: KernelFile): string {
  const text = (wgsl as Readonly<Record<string, string | undefined>>)[file];
  if (text === undefined)
    throw new HandgradError(`webgpu: kernels/${file}.wgsl is not part of this build; build again`);
  return text;
}

function prelude({ kernel, constants = {}, aliases = {} }: ShaderRequest): string {
  return [
    ...Object.entries(aliases).map(([name, type]) => `alias ${name} = ${type};`),
    ...Object.entries(constants).map(([name, value]) => `const ${name} = ${literal(kernel, name, value)};`),
  ].join('\n');
}

function literal(kernel: string, name: string, value: ShaderConstant): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return integerLiteral(kernel, name, value, 'u');
  if ('f32' in value) return floatLiteral(kernel, name, value.f32);
  const [list, suffix] = 'i32' in value ? [value.i32, 'i' as const] : [value, 'u' as const];
  if (typeof list === 'number') return integerLiteral(kernel, name, list, suffix);
  return `array<${suffix}32, ${list.length}>(${list.map((item) => integerLiteral(kernel, name, item, suffix)).join(', ')})`;
}

function integerLiteral(kernel: string, name: string, value: number, suffix: 'u' | 'i'): string {
  const [low, high] = suffix === 'u' ? [0, 2 ** 32 - 1] : [-(2 ** 31), 2 ** 31 - 1];
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new HandgradError(
      `webgpu: ${kernel}: ${name} is ${value}, expected a whole number from ${low} to ${high} (a tensor this large needs --backend reference)`,
    );
  }
  // -2147483648i does not parse: the minus sign is an operator and 2147483648i too large.
  return value === low && suffix === 'i' ? 'i32(-2147483648)' : `${value}${suffix}`;
}

function floatLiteral(kernel: string, name: string, value: number): string {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) {
    throw new HandgradError(`webgpu: ${kernel}: ${name} is ${value}, which float32 cannot hold as a finite number`);
  }
  return `f32(${Number.isInteger(rounded) && Math.abs(rounded) < 1e21 ? rounded.toFixed(1) : rounded})`;
}
