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
// Tiles, dispatch and further constants: matmul-tile.wgsl, to be included (left is dy, right is w). Constants as conv2d.wgsl, with
// OUT_CHANNELS for IN_CHANNELS and without PADDED.

// How far the last tap lies from the first: added to the coordinates, so that no difference is negative.
const REACH_HEIGHT = (KERNEL_HEIGHT - 1u) * DILATION_HEIGHT;
const REACH_WIDTH = (KERNEL_WIDTH - 1u) * DILATION_WIDTH;
const STRIDED = STRIDE_HEIGHT > 1u || STRIDE_WIDTH > 1u;

// As in conv2d-pixels.wgsl, an index and 16 bits for each coordinate: (h + PAD_TOP + REACH_HEIGHT, w + PAD_LEFT + REACH_WIDTH) of
// an input pixel, from which a tap's are subtracted. With a stride, the indices are only those of the image and the channel.
var<workgroup> pixels: array<vec2u, TILE_ROWS>;
var<workgroup> taps: array<vec2u, TILE_DEPTH>;
// Where w[kh, kw, 0, o] is, for each depth of the step.
var<workgroup> weights: array<u32, TILE_DEPTH>;

fn prepareRows(firstRow: u32, thread: u32) {
  for (var i = thread; i < TILE_ROWS; i += THREADS) {
    let n = min(firstRow + i, ROWS - 1u);
    let line = n / IN_WIDTH;
    let b = line / IN_HEIGHT;
    let h = line - b * IN_HEIGHT + PAD_TOP;
    let w = n - line * IN_WIDTH + PAD_LEFT;
    let index = select((b * OUT_HEIGHT + h) * OUT_WIDTH + w, b * OUT_HEIGHT * OUT_WIDTH, STRIDED);
    pixels[i] = vec2u(index * OUT_CHANNELS, ((h + REACH_HEIGHT) << 16u) + w + REACH_WIDTH);
  }
}

fn prepareDepths(start: u32, thread: u32) {
  for (var i = thread; i < TILE_DEPTH; i += THREADS) {
    let n = start + i;
    let tap = n / OUT_CHANNELS;
    let o = n - tap * OUT_CHANNELS;
    let kh = tap / KERNEL_WIDTH;
    let h = kh * DILATION_HEIGHT;
    let w = (tap - kh * KERNEL_WIDTH) * DILATION_WIDTH;
    let index = select((h * OUT_WIDTH + w) * OUT_CHANNELS, 0u, STRIDED);
    taps[i] = vec2u(index - o, (h << 16u) + w);
    weights[i] = tap * COLUMNS * OUT_CHANNELS + o;
  }
}

fn leftQuad(at: Place, row: u32, depth: u32) -> vec4f {
  let tap = taps[depth];
  return vec4f(
    upstream(pixels[row] - tap),
    upstream(pixels[row + 1u] - tap),
    upstream(pixels[row + 2u] - tap),
    upstream(pixels[row + 3u] - tap),
  );
}

// dy where a pixel was read by a tap, if it was.
fn upstream(place: vec2u) -> f32 {
  // As unsigned numbers, coordinates above or left of y lie beyond its end too, also after a division.
  let reader = vec2u((place.y >> 16u) - REACH_HEIGHT, (place.y & 0xffffu) - REACH_WIDTH);
  if (STRIDED) {
    let output = reader / vec2u(STRIDE_HEIGHT, STRIDE_WIDTH);
    let isRead = all(output * vec2u(STRIDE_HEIGHT, STRIDE_WIDTH) == reader) && all(output < vec2u(OUT_HEIGHT, OUT_WIDTH));
    return select(0.0, left[select(0u, place.x + (output.x * OUT_WIDTH + output.y) * OUT_CHANNELS, isRead)], isRead);
  }
  let isRead = (reader.x < OUT_HEIGHT) & (reader.y < OUT_WIDTH);
  return select(0.0, left[select(0u, place.x, isRead)], isRead);
}

fn rightQuad(at: Place, depth: u32, column: u32) -> vec4f {
  let columns = min(at.firstColumn + column + vec4u(0u, 1u, 2u, 3u), vec4u(COLUMNS - 1u));
  let i = weights[depth] + columns * OUT_CHANNELS;
  return vec4f(right[i.x], right[i.y], right[i.z], right[i.w]);
}
