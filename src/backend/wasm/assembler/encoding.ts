/** Bytes of a WebAssembly module under construction. */
export type Bytes = readonly number[];

/** Unsigned LEB128: seven bits a byte, the lowest first. value: 0 up to 2^32 - 1. */
export function unsigned(value: number): Bytes {
  const bytes: number[] = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value > 0 ? low | 0x80 : low);
  } while (value > 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer; what is above 2^31 - 1 is taken as the negative number of the same bits. */
export function signed(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** The four bytes of a float32. */
export function float32Bytes(value: number): Bytes {
  return [...new Uint8Array(new Float32Array([value]).buffer)];
}

/** The eight bytes of a float64. */
export function float64Bytes(value: number): Bytes {
  return [...new Uint8Array(new Float64Array([value]).buffer)];
}

/** A name: its length, then its characters (ASCII). */
export function name(text: string): Bytes {
  return [...unsigned(text.length), ...[...text].map((character) => character.charCodeAt(0))];
}

/** A vector of the binary format: the count, then the elements. */
export function vector(elements: readonly Bytes[]): Bytes {
  return [...unsigned(elements.length), ...elements.flat()];
}

/** A section of a module: its number, its size, its content. */
export function section(id: number, content: Bytes): Bytes {
  return [id, ...unsigned(content.length), ...content];
}
