// Which pixels a convolution reads: for conv2d.wgsl and conv2d-kernel-gradient.wgsl, which include this file. Constants: see there.
//
// Output pixel (b, oh, ow) and tap (kh, kw, i) read x at an index that is a sum of one term for each of them, and so are the
// coordinates: a place is vec2u(index, (h + PAD_TOP) << 16 | (w + PAD_LEFT)). Unsigned sums wrap around: a corner before the first
// pixel is no error.

// Where tap (0, 0, 0) of output pixel n = (b, oh, ow) reads.
fn cornerOf(n: u32) -> vec2u {
  let line = n / OUT_WIDTH;
  let b = line / OUT_HEIGHT;
  let h = (line - b * OUT_HEIGHT) * STRIDE_HEIGHT;
  let w = (n - line * OUT_WIDTH) * STRIDE_WIDTH;
  return vec2u(((b * IN_HEIGHT + h - PAD_TOP) * IN_WIDTH + w - PAD_LEFT) * IN_CHANNELS, (h << 16u) + w);
}

// How much further tap n = (kh, kw, i) reads.
fn tapOf(n: u32) -> vec2u {
  let tap = n / IN_CHANNELS;
  let kh = tap / KERNEL_WIDTH;
  let h = kh * DILATION_HEIGHT;
  let w = (tap - kh * KERNEL_WIDTH) * DILATION_WIDTH;
  return vec2u((h * IN_WIDTH + w) * IN_CHANNELS + n - tap * IN_CHANNELS, (h << 16u) + w);
}

fn pixel(place: vec2u) -> f32 {
  if (!HAS_EDGES) {
    return left[place.x];
  }
  // As unsigned numbers, coordinates above or left of the image are too large as well.
  let isInside = ((place.y >> 16u) - PAD_TOP < IN_HEIGHT) & ((place.y & 0xffffu) - PAD_LEFT < IN_WIDTH);
  return select(0.0, left[select(0u, place.x, isInside)], isInside);
}
