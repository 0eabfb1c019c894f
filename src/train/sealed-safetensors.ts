import { HandgradError } from '../tensor/error.js';
import { crc32 } from './crc32.js';
import { jsonExcerpt } from './json-excerpt.js';
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from './safetensors.js';

const SEAL = 'handgrad.crc32';

/**
 * A safetensors file whose metadata hold a CRC-32 over all the rest, under `handgrad.crc32`: eight hexadecimal digits
 * of the same file without that entry. Other programs read it as any other.
 */
export function encodeSealed({ tensors, metadata }: SafetensorsContent): Uint8Array {
  return encodeSafetensors({ tensors, metadata: { ...metadata, [SEAL]: sealOf({ tensors, metadata }) } });
}

/** What was in a file, and whether it came with a seal, which it then matches. */
export interface UnsealedContent extends SafetensorsContent {
  readonly sealed: boolean;
}

/**
 * The content of a file, without its seal. A file that has none, made by another program, is read as it is.
 * @throws {HandgradError} when it is no sound safetensors file, or its content does not match its seal.
 */
export function decodeSealed(bytes: Uint8Array, fileName: string): UnsealedContent {
  const { tensors, metadata } = decodeSafetensors(bytes, fileName);
  const { [SEAL]: written, ...rest } = metadata;
  if (written === undefined) return { tensors, metadata, sealed: false };
  const computed = sealOf({ tensors, metadata: rest });
  if (computed !== written) {
    throw new HandgradError(
      `${fileName}: the file is damaged: the checksum of its content is ${computed}, expected ${jsonExcerpt(written)}; ` +
        `restore it from a copy`,
    );
  }
  return { tensors, metadata: rest, sealed: true };
}

/** Safetensors are canonical here, so encoding again what was decoded gives the bytes that were sealed. */
function sealOf(content: SafetensorsContent): string {
  return crc32(encodeSafetensors(content)).toString(16).padStart(8, '0');
}
