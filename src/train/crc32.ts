/** The remainder that each byte leaves: the bit-reversed polynomial 0x04c11db7, eight shifts. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

/** CRC-32 of bytes (ISO 3309; as in gzip and PNG), unsigned. Notices every error of up to 32 neighbouring bits. */
export function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    remainder = (remainder >>> 8) ^ remainders[(remainder ^ bytes[i]) & 0xff];
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
