// Gradient of a convolution with respect to its input
//
//   dx[b, h, w, i] = sum over kh, kw, o of dy[b, oh, ow, o] * w[kh, kw, i, o],
//   oh = (h + PAD_TOP - kh * DILATION_HEIGHT) / STRIDE_HEIGHT, ow likewise, where these are whole numbers inside of y.
//
// dy: [batch, OUT_HEIGHT, OUT_WIDTH, OUT_CHANNELS], w: [KERNEL_HEIGHT, KERNEL_WIDTH, COLUMNS, OUT_CHANNELS],
// dx: [batch, IN_HEIGHT, IN_WIDTH, COLUMNS], float32.
//
// An implicit matrix product: row = input pixel (b, h, w), column = input channel, depth = (kh, kw, o). A gather: each input pixel
// asks which outputs have read it, so nothing is added atomically. Along the depth, both operands are contiguous in runs of
// OUT_CHANNELS. (With a stride s only about 1 in s * s of the factors is not zero.)
//
// Dispatch and further constants: matmul-tile.wgsl or matmul-narrow.wgsl, to be included (left is dy, right is w).
// Constants as conv2d.wgsl, with OUT_CHANNELS for IN_CHANNELS.

// How far the last tap lies from the first: added to the coordinates, so that no difference is negative.
const REACH_HEIGHT = (KERNEL_HEIGHT - 1u) * DILATION_HEIGHT;
const REACH_WIDTH = (KERNEL_WIDTH - 1u) * DILATION_WIDTH;
const IS_STRIDED = STRIDE_HEIGHT > 1u || STRIDE_WIDTH > 1u;

// As in conv2d-pixels.wgsl, an index and 16 bits for each coordinate: (h + PAD_TOP + REACH_HEIGHT, w + PAD_LEFT + REACH_WIDTH) of
// an input pixel, from which a tap's are subtracted. With a stride, the indices are only those of the image and the channel.
fn rowPlace(row: u32) -> vec2u {
  let line = row / IN_WIDTH;
  let b = line / IN_HEIGHT;
  let h = line - b * IN_HEIGHT + PAD_TOP;
  let w = row - line * IN_WIDTH + PAD_LEFT;
  let index = select((b * OUT_HEIGHT + h) * OUT_WIDTH + w, b * OUT_HEIGHT * OUT_WIDTH, IS_STRIDED);
  return vec2u(index * OUT_CHANNELS, ((h + REACH_HEIGHT) << 16u) + w + REACH_WIDTH);
}

// Minus the distance: unsigned numbers wrap around.
fn depthPlace(depth: u32) -> vec2u {
  let tap = depth / OUT_CHANNELS;
  let o = depth - tap * OUT_CHANNELS;
  let kh = tap / KERNEL_WIDTH;
  let h = kh * DILATION_HEIGHT;
  let w = (tap - kh * KERNEL_WIDTH) * DILATION_WIDTH;
  let index = select((h * OUT_WIDTH + w) * OUT_CHANNELS, 0u, IS_STRIDED);
  return vec2u(o - index, 0u - ((h << 16u) + w));
}

// dy where a pixel was read by a tap, if it was.
fn leftAt(place: vec2u) -> f32 {
  // As unsigned numbers, coordinates above or left of y lie beyond its end too, also after a division.
  let reader = vec2u((place.y >> 16u) - REACH_HEIGHT, (place.y & 0xffffu) - REACH_WIDTH);
  if (IS_STRIDED) {
    let stride = vec2u(STRIDE_HEIGHT, STRIDE_WIDTH);
    let output = reader / stride;
    let isRead = all(output * stride == reader) && all(output < vec2u(OUT_HEIGHT, OUT_WIDTH));
    return select(0.0, left[select(0u, place.x + (output.x * OUT_WIDTH + output.y) * OUT_CHANNELS, isRead)], isRead);
  }
  let isRead = (reader.x < OUT_HEIGHT) & (reader.y < OUT_WIDTH);
  return select(0.0, left[select(0u, place.x, isRead)], isRead);
}

fn rightStart(depth: u32) -> u32 {
  let tap = depth / OUT_CHANNELS;
  return tap * COLUMNS * OUT_CHANNELS + depth - tap * OUT_CHANNELS;
}
