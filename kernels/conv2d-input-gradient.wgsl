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

fn prepare(firstRow: u32, thread: u32) {
  for (var i = thread; i < TILE_ROWS; i += THREADS) {
    let row = min(firstRow + i, ROWS - 1u);
    let w = row % IN_WIDTH;
    let h = row / IN_WIDTH % IN_HEIGHT;
    let b = row / (IN_WIDTH * IN_HEIGHT);
    pixels[i] = vec3i(i32(b * OUT_HEIGHT * OUT_WIDTH * OUT_CHANNELS), i32(h) + PAD_TOP, i32(w) + PAD_LEFT);
  }
}

fn leftQuad(p: u32, firstRow: u32, rowInTile: u32, depth: u32) -> vec4f {
  let tap = depth / OUT_CHANNELS;
  let offset = vec2i(vec2u(tap / KERNEL_WIDTH * DILATION_HEIGHT, tap % KERNEL_WIDTH * DILATION_WIDTH));
  let channel = depth % OUT_CHANNELS;
  return vec4f(
    upstream(pixels[rowInTile], offset, channel),
    upstream(pixels[rowInTile + 1u], offset, channel),
    upstream(pixels[rowInTile + 2u], offset, channel),
    upstream(pixels[rowInTile + 3u], offset, channel),
  );
}

fn upstream(pixel: vec3i, offset: vec2i, channel: u32) -> f32 {
  // As unsigned numbers, negative ones lie beyond the last output too, also after the division.
  let at = vec2u(pixel.yz - offset);
  let oh = at.x / STRIDE_HEIGHT;
  let ow = at.y / STRIDE_WIDTH;
  if (oh * STRIDE_HEIGHT != at.x || oh >= OUT_HEIGHT || ow * STRIDE_WIDTH != at.y || ow >= OUT_WIDTH) {
    return 0.0;
  }
  return left[u32(pixel.x) + (oh * OUT_WIDTH + ow) * OUT_CHANNELS + channel];
}

fn rightQuad(p: u32, depth: u32, column: u32) -> vec4f {
  let tap = depth / OUT_CHANNELS;
  let columns = min(column + vec4u(0u, 1u, 2u, 3u), vec4u(COLUMNS - 1u));
  let i = (tap * COLUMNS + columns) * OUT_CHANNELS + depth % OUT_CHANNELS;
  return vec4f(right[i.x], right[i.y], right[i.z], right[i.w]);
}
