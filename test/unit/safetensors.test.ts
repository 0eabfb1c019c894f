import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedArray } from '../../src/nn/parameter.js';
import { HandgradError } from '../../src/tensor/error.js';
import { sizeOf } from '../../src/tensor/shape.js';
import { crc32 } from '../../src/train/crc32.js';
import { firstDuplicateKey } from '../../src/train/duplicate-key.js';
import { parseExactly, stringifyExactly } from '../../src/train/exact-json.js';
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from '../../src/train/safetensors.js';
import { decodeSealed, encodeSealed } from '../../src/train/sealed-safetensors.js';

const bytesOf = (values: ArrayBufferView) => [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];

/** Bit for bit, names in order: NaN is not NaN with another payload. */
const bits = ({ tensors, metadata }: SafetensorsContent) => ({
  metadata,
  tensors: tensors
    .map(({ name, shape, values }) => ({ name, shape, type: values.constructor.name, bytes: bytesOf(values) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
});

/** A file with this header and so many bytes of data. */
function fileWith(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const arbitraryTensor = (name: string): fc.Arbitrary<NamedArray> =>
  fc.array(fc.nat(3), { maxLength: 3 }).chain((shape) => {
    const size = { minLength: sizeOf(shape), maxLength: sizeOf(shape) };
    const values = fc.oneof(
      // Any bits, so that NaNs with payloads, denormals and -0 occur.
      fc.array(fc.integer(), size).map((words) => new Float32Array(Int32Array.from(words).buffer)),
      fc.float64Array(size),
      fc.int32Array(size),
      fc.uint8Array(size),
    );
    return values.map((array) => ({ name, shape, values: array }));
  });

const arbitraryContent: fc.Arbitrary<SafetensorsContent> = fc
  .tuple(
    fc.uniqueArray(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', '0', '7', 'constructor')), {
      maxLength: 4,
    }),
    fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }), { maxKeys: 3, noNullPrototype: true }),
  )
  .chain(([names, metadata]) => fc.tuple(...names.map(arbitraryTensor)).map((tensors) => ({ tensors, metadata })));

const example: SafetensorsContent = {
  tensors: [
    { name: 'dense/kernel', shape: [2, 3], values: Float32Array.of(1, -2.5, 3, NaN, -0, 1e-40) },
    { name: 'labels', shape: [3], values: Uint8Array.of(1, 2, 255) },
    { name: 'scale', shape: [], values: Float64Array.of(Math.PI) },
    { name: 'counts', shape: [1, 2], values: Int32Array.of(-5, 7) },
    { name: 'nothing', shape: [0, 4], values: new Float32Array(0) },
  ],
  metadata: { format: 'example', quote: 'ü"' },
};

/** Decodes, or says that it was refused; anything else that is thrown is a fault. */
function outcomeOf(bytes: Uint8Array, decode = decodeSafetensors): 'decoded' | 'refused' {
  try {
    decode(bytes, 'file');
    return 'decoded';
  } catch (error) {
    if (error instanceof HandgradError && !error.message.includes('\n')) return 'refused';
    throw error;
  }
}

describe('safetensors', () => {
  it('gives back every bit of whatever was encoded', () => {
    fc.assert(
      fc.property(arbitraryContent, (content) => {
        expect(bits(decodeSafetensors(encodeSafetensors(content), 'file'))).toEqual(bits(content));
      }),
    );
  });

  it('reads a file that the safetensors package 0.8.0 for Python wrote', () => {
    const base64 =
      'wAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIjoicHkifSwidyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwxXSwiZGF0YV9v' +
      'ZmZzZXRzIjpbMCw4XX0sIm4iOnsiZHR5cGUiOiJJMzIiLCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0cyI6WzgsMTJdfSwidSI6eyJkdHlw' +
      'ZSI6IlU4Iiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbMTIsMTVdfX0AAMA/AAAAwP3///8BAgM=';
    const { tensors, metadata } = decodeSafetensors(Uint8Array.from(Buffer.from(base64, 'base64')), 'file');
    expect(metadata).toEqual({ made: 'py' });
    expect(tensors).toEqual([
      { name: 'w', shape: [2, 1], values: Float32Array.of(1.5, -2) },
      { name: 'n', shape: [], values: Int32Array.of(-3) },
      { name: 'u', shape: [3], values: Uint8Array.of(1, 2, 3) },
    ]);
  });

  it('writes the bytes that the format prescribes', () => {
    const bytes = encodeSafetensors({ tensors: [{ name: 'a', shape: [1], values: Float32Array.of(1) }], metadata: {} });
    // 54 characters and two spaces: 56 bytes, 0x38.
    const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  ';
    expect([...bytes]).toEqual([0x38, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode(header), 0, 0, 0x80, 0x3f]);
  });

  it('aligns every tensor to the size of its elements, and the data to 8 bytes', () => {
    const bytes = encodeSafetensors(example);
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerLength % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as Record<
      string,
      { data_offsets: number[] }
    >;
    for (const { name, values } of example.tensors) {
      expect(header[name].data_offsets[0] % values.BYTES_PER_ELEMENT, name).toBe(0);
    }
  });

  it('writes the same bytes in whatever order tensors and texts are given', () => {
    const reversed = {
      tensors: example.tensors.toReversed(),
      metadata: Object.fromEntries(Object.entries(example.metadata).reverse()),
    };
    expect(encodeSafetensors(reversed)).toEqual(encodeSafetensors(example));
  });

  it('reads bytes that begin anywhere in their buffer, and shares no memory with them', () => {
    const bytes = encodeSafetensors(example);
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    const content = decodeSafetensors(shifted, 'file');
    shifted.fill(0);
    expect(bits(content)).toEqual(bits(example));
  });

  it('refuses every truncation of a file', () => {
    const bytes = encodeSafetensors(example);
    for (let length = 0; length < bytes.length; length++) {
      expect(outcomeOf(bytes.subarray(0, length)), `${length} bytes`).toBe('refused');
    }
  });

  it('refuses bytes after the last tensor', () => {
    const bytes = encodeSafetensors(example);
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(() => decodeSafetensors(longer, 'file')).toThrow(/its tensors take 43 bytes, but 44 follow the header$/);
  });

  it('decodes or refuses a file with any one byte of its header replaced, and never fails otherwise', () => {
    const bytes = encodeSafetensors(example);
    const headerEnd = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    for (let at = 0; at < headerEnd; at++) {
      for (const byte of [0, 0x20, 0x22, 0x2c, 0x31, 0x39, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xff]) {
        const damaged = bytes.slice();
        damaged[at] = byte;
        outcomeOf(damaged);
      }
    }
  });

  it('decodes or refuses arbitrary bytes behind a sound length, and never fails otherwise', () => {
    fc.assert(fc.property(fc.json(), fc.nat(40), (json, size) => void outcomeOf(fileWith(json, size))));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (header) => void outcomeOf(fileWith(header))));
  });

  const f32 = (offsets: string, shape = '[1]') => `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;
  it.each([
    ['of no bytes', new Uint8Array(0), /it has 0 bytes, the length of its header alone takes 8; it is truncated/],
    ['of 7 bytes', new Uint8Array(7), /it has 7 bytes/],
    [
      'with a header longer than the file',
      Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0x7b),
      /its header takes 9 bytes, but only 1 follow; it is truncated or of another format/,
    ],
    [
      'with a header above 100 MB',
      Uint8Array.of(1, 0xe1, 0xf5, 5, 0, 0, 0, 0),
      /its header would take 100000001 bytes, the format allows 100000000/,
    ],
    ['that is a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0), /its header would take \d+ bytes/],
    ['with an empty header', fileWith(''), /its header does not begin with \{/],
    ['with a space before the header', fileWith(' {}'), /its header does not begin with \{/],
    ['whose header is a list', fileWith('[]'), /its header does not begin with \{/],
    ['whose header is no JSON', fileWith('{"a":'), /its header is no JSON \(.*\); it is damaged/],
    ['whose header is not UTF-8', fileWith(Uint8Array.of(0x7b, 0xff, 0x7d)), /its header is not UTF-8/],
    ['with a name twice', fileWith(`{"a":${f32('[0,4]')},"\\u0061":${f32('[4,8]')}}`, 8), /names "a" twice/],
    ['with a member twice', fileWith('{"a":{"dtype":"F32","dtype":"U8"}}'), /names "dtype" twice in one object/],
    ['with an entry that is no object', fileWith('{"a":[]}'), /"a" is \[\], expected dtype, shape and data_offsets/],
    [
      'without a dtype',
      fileWith('{"a":{"shape":[]}}'),
      /"a" has the dtype missing, this program reads F32, F64, I32, U8/,
    ],
    ['of half precision', fileWith(f32('[0,2]').replace('F32', 'F16').replace(/^/, '{"a":') + '}', 2), /dtype "F16"/],
    ['with a negative size', fileWith(`{"a":${f32('[0,4]', '[-1]')}}`, 4), /"a" has the shape \[-1\], expected a list/],
    ['with half a size', fileWith(`{"a":${f32('[0,4]', '[0.5]')}}`, 4), /"a" has the shape \[0.5\]/],
    ['with a shape of texts', fileWith(`{"a":${f32('[0,4]', '["1"]')}}`, 4), /"a" has the shape \["1"\]/],
    ['with one offset', fileWith(`{"a":${f32('[0]')}}`, 4), /"a" has the data_offsets \[0\], expected \[begin, end\]/],
    ['with a negative offset', fileWith(`{"a":${f32('[-4,0]')}}`, 4), /"a" has the data_offsets \[-4,0\]/],
    [
      'with offsets that do not match the shape',
      fileWith(`{"a":${f32('[0,8]')}}`, 8),
      /"a" is F32 \[1\], which takes 4 bytes, but its data_offsets \[0, 8\] hold 8/,
    ],
    ['with offsets back to front', fileWith(`{"a":${f32('[4,0]')}}`, 4), /data_offsets \[4, 0\] hold -4/],
    [
      'with a size beyond counting',
      fileWith(`{"a":${f32('[0,4]', '[9007199254740991,9007199254740991]')}}`, 4),
      /takes/,
    ],
    [
      'with overlapping tensors',
      fileWith(`{"a":${f32('[0,4]')},"b":${f32('[2,6]')}}`, 6),
      /"b" begins at byte 2, inside "a"/,
    ],
    [
      'with a hole',
      fileWith(`{"a":${f32('[0,4]')},"b":${f32('[8,12]')}}`, 12),
      /bytes 4 to 8 of the data, before "b", belong to no tensor/,
    ],
    ['with a hole at the start', fileWith(`{"a":${f32('[4,8]')}}`, 8), /bytes 0 to 4 of the data, before "a"/],
    [
      'with less data than its tensors take',
      fileWith(`{"a":${f32('[0,4]')}}`, 3),
      /its tensors take 4 bytes, but only 3 follow the header; it is truncated/,
    ],
    [
      'with metadata that are no texts',
      fileWith('{"__metadata__":{"a":1}}'),
      /its __metadata__ is \{"a":1\}, expected/,
    ],
    ['with metadata that are a list', fileWith('{"__metadata__":[]}'), /its __metadata__ is \[\], expected/],
    [
      'with a shape nested beyond reason',
      fileWith(`{"a":${f32('[0,4]', '['.repeat(200_000) + ']'.repeat(200_000))}}`, 4),
      /"a" has the shape nested too deeply/,
    ],
  ])('refuses a file %s', (_, bytes, reason) => {
    expect(() => decodeSafetensors(bytes, 'a.safetensors')).toThrow(reason);
    expect(() => decodeSafetensors(bytes, 'a.safetensors')).toThrow(/^a\.safetensors: not a sound safetensors file: /);
    expect(outcomeOf(bytes)).toBe('refused');
  });

  it('refuses to encode a name twice, the reserved name, and values that do not fill their shape', () => {
    const encode = (...tensors: NamedArray[]) => encodeSafetensors({ tensors, metadata: {} });
    const one = { name: 'a', shape: [1], values: Float32Array.of(1) };
    expect(() => encode(one, one)).toThrow("safetensors: 'a' is the name of two tensors");
    expect(() => encode({ ...one, name: '__metadata__' })).toThrow("safetensors: '__metadata__' is reserved");
    expect(() => encode({ ...one, shape: [2] })).toThrow("safetensors: 'a' [2] needs 2 values, found 1");
  });
});

describe('sealed safetensors', () => {
  it('refuse any one flipped bit, anywhere in the file, unless it only unmakes the seal', () => {
    const bytes = encodeSealed(example);
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = bytes.slice();
        damaged[at] ^= 1 << bit;
        if (outcomeOf(damaged, decodeSealed) === 'refused') continue;
        // What is left to accept is a file that no longer calls its seal by its name.
        expect(decodeSealed(damaged, 'file').sealed, `bit ${bit} of byte ${at}`).toBe(false);
      }
    }
  });

  it('give their content back without the seal', () => {
    const { sealed, ...content } = decodeSealed(encodeSealed(example), 'file');
    expect(sealed).toBe(true);
    expect(bits(content)).toEqual(bits(example));
  });

  it('say what they found when the content has changed', () => {
    const damaged = encodeSealed(example);
    damaged[damaged.length - 1] ^= 1;
    expect(() => decodeSealed(damaged, 'a.safetensors')).toThrow(
      /^a\.safetensors: the file is damaged: the checksum of its content is [\da-f]{8}, expected "[\da-f]{8}"; restore it/,
    );
  });

  it('of other programs are read without a seal', () => {
    expect(decodeSealed(encodeSafetensors(example), 'file').sealed).toBe(false);
  });
});

describe('crc32', () => {
  it('gives the check value of ISO 3309', () => {
    expect(crc32(new TextEncoder().encode('123456789')).toString(16)).toBe('cbf43926');
    expect(crc32(new Uint8Array(0))).toBe(0);
  });
});

describe('firstDuplicateKey', () => {
  it('finds nothing in what JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(firstDuplicateKey(json)).toBeNull();
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['[{"x":{"b":[],"c":0,"b":{}}}]', 'b'],
    ['{"a":{"a":1},"b":[{"a":1},{"a":1}]}', null],
    ['{"a":"b","b":"a"}', null],
    ['["a","a",{"x":["a","a"]}]', null],
    ['{"a\\"":1,"a":2,"\\\\":"\\"","q":"{\\"a\\":1,\\"a\\":2}"}', null],
    ['{"":1,"":2}', ''],
  ])('in %s finds %j', (json, expected) => {
    expect(firstDuplicateKey(json)).toBe(expected);
  });
});

describe('exact JSON', () => {
  it('gives back every value, with every NaN, infinity and zero of its own sign', () => {
    const values = fc.object({
      values: [
        fc.double(),
        fc.constantFrom(NaN, Infinity, -Infinity, -0, 0),
        fc.string(),
        fc.boolean(),
        fc.constant(null),
      ],
      key: fc.oneof(fc.string(), fc.constantFrom('$number', '$$number', '$', '__proto__')),
      withNullPrototype: false,
    });
    fc.assert(
      fc.property(values, (value) => {
        expect(parseExactly(stringifyExactly(value))).toStrictEqual(value);
      }),
    );
  });

  it('writes plain JSON where JSON can say it', () => {
    expect(stringifyExactly({ a: [0.1, null, 'x', true] })).toBe('{"a":[0.1,null,"x",true]}');
  });

  it('refuses a number that it does not know', () => {
    expect(() => parseExactly('{"$number":"1"}')).toThrow("'1' is no number");
  });
});
