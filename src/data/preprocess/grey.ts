/**
 * The grey of a colour, 0.299 R + 0.587 G + 0.114 B in whole 2^-15, rounded: OpenCV's BGR2GRAY on bytes
 * (`RGB2Gray<uchar>` in color_rgb.simd.hpp: RY15, GY15, BY15). The same for all 2^24 colours as OpenCV 4.14 and 5.0. Its
 * other conversions (to YCrCb, say) round at 2^-14, which differs in 43,864 colours.
 */
export function greyOf(red: number, green: number, blue: number): number {
  return (9798 * red + 19235 * green + 3735 * blue + 16384) >> 15;
}

/** The greys of colours of three bytes each: red, green, blue. */
export function greyOfColours(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) grey[i] = greyOf(rgb[at], rgb[at + 1], rgb[at + 2]);
  return grey;
}
