// Convolution  y[b, oh, ow, o] = activation(bias[o] + sum over kh, kw, i of x[b, h, w, i] * w[kh, kw, i, o]),
//   h = oh * STRIDE_HEIGHT + kh * DILATION_HEIGHT - PAD_TOP, w likewise; x is 0 outside of the image.
//
// x: [batch, IN_HEIGHT, IN_WIDTH, IN_CHANNELS], w: [KERNEL_HEIGHT, KERNEL_WIDTH, IN_CHANNELS, COLUMNS],
// y: [batch, OUT_HEIGHT, OUT_WIDTH, COLUMNS], float32.
//
// An implicit matrix product: row = output pixel (b, oh, ow), column = output channel, depth = (kh, kw, i). What im2col would copy
// into a matrix exists only tile by tile, in workgroup memory. The tile is as wide as there are channels (up to 64), and the
// taller the fewer they are. Along the depth, x is contiguous in runs of KERNEL_WIDTH * IN_CHANNELS (where nothing is dilated).
//
// Tiles, dispatch and further constants: matmul-tile.wgsl, to be included with conv2d-pixels.wgsl (left is x, right is w).
// Constants: the sizes above but for COLUMNS, STRIDE_*, DILATION_*, PAD_TOP, PAD_LEFT, PADDED (some pixel read is outside).

var<workgroup> corners: array<vec2u, TILE_ROWS>;
var<workgroup> taps: array<vec2u, TILE_DEPTH>;

fn prepareRows(firstRow: u32, thread: u32) {
  for (var i = thread; i < TILE_ROWS; i += THREADS) {
    corners[i] = cornerOf(min(firstRow + i, ROWS - 1u));
  }
}

fn prepareDepths(start: u32, thread: u32) {
  for (var i = thread; i < TILE_DEPTH; i += THREADS) {
    taps[i] = tapOf(start + i);
  }
}

fn leftQuad(at: Place, row: u32, depth: u32) -> vec4f {
  if (PADDED) {
    let tap = taps[depth];
    return vec4f(
      pixel(corners[row] + tap),
      pixel(corners[row + 1u] + tap),
      pixel(corners[row + 2u] + tap),
      pixel(corners[row + 3u] + tap),
    );
  }
  let tap = taps[depth].x;
  return vec4f(
    left[corners[row].x + tap],
    left[corners[row + 1u].x + tap],
    left[corners[row + 2u].x + tap],
    left[corners[row + 3u].x + tap],
  );
}

fn rightQuad(at: Place, depth: u32, column: u32) -> vec4f {
  let columns = min(at.firstColumn + column + vec4u(0u, 1u, 2u, 3u), vec4u(COLUMNS - 1u));
  let i = (at.start + depth) * COLUMNS + columns;
  return vec4f(right[i.x], right[i.y], right[i.z], right[i.w]);
}
