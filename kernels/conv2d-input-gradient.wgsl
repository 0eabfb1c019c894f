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

// For each row of the tile: where its image begins in dy, and (h + PAD_TOP, w + PAD_LEFT).
var<workgroup> pixels: array<vec3i, TILE_ROWS>;
// For each depth of the step: its channel, how far its tap lies from tap (0, 0), and the tap's number.
var<workgroup> taps: array<vec4i, TILE_DEPTH>;

fn prepareRows(firstRow: u32, thread: u32) {
  for (var i = thread; i < TILE_ROWS; i += THREADS) {
    let pixel = min(firstRow + i, ROWS - 1u);
    let line = pixel / IN_WIDTH;
    let b = line / IN_HEIGHT;
    pixels[i] = vec3i(
      i32(b * OUT_HEIGHT * OUT_WIDTH * OUT_CHANNELS),
      i32(line - b * IN_HEIGHT) + PAD_TOP,
      i32(pixel - line * IN_WIDTH) + PAD_LEFT,
    );
  }
}

fn prepareDepths(start: u32, thread: u32) {
  for (var i = thread; i < TILE_DEPTH; i += THREADS) {
    let depth = start + i;
    let tap = depth / OUT_CHANNELS;
    let kh = tap / KERNEL_WIDTH;
    let kw = tap - kh * KERNEL_WIDTH;
    taps[i] = vec4i(vec4u(depth - tap * OUT_CHANNELS, kh * DILATION_HEIGHT, kw * DILATION_WIDTH, tap));
  }
}

fn leftQuad(at: Place, row: u32, depth: u32) -> vec4f {
  let tap = taps[depth].xyz;
  return vec4f(
    upstream(pixels[row], tap),
    upstream(pixels[row + 1u], tap),
    upstream(pixels[row + 2u], tap),
    upstream(pixels[row + 3u], tap),
  );
}

fn upstream(pixel: vec3i, tap: vec3i) -> f32 {
  // As unsigned numbers, negative ones lie beyond the last output too, also after a division.
  var output = vec2u(pixel.yz - tap.yz);
  if (STRIDE_HEIGHT > 1u || STRIDE_WIDTH > 1u) {
    let position = output;
    output = position / vec2u(STRIDE_HEIGHT, STRIDE_WIDTH);
    if (any(output * vec2u(STRIDE_HEIGHT, STRIDE_WIDTH) != position)) {
      return 0.0;
    }
  }
  if (output.x >= OUT_HEIGHT || output.y >= OUT_WIDTH) {
    return 0.0;
  }
  return left[u32(pixel.x) + (output.x * OUT_WIDTH + output.y) * OUT_CHANNELS + u32(tap.x)];
}

fn rightQuad(at: Place, depth: u32, column: u32) -> vec4f {
  let columns = min(at.firstColumn + column + vec4u(0u, 1u, 2u, 3u), vec4u(COLUMNS - 1u));
  let tap = taps[depth];
  let i = (u32(tap.w) * COLUMNS + columns) * OUT_CHANNELS + u32(tap.x);
  return vec4f(right[i.x], right[i.y], right[i.z], right[i.w]);
}
