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
// Tiles, dispatch and further constants: matmul-tile.wgsl, to be included (left is x, right is w).
// Constants: the sizes above but for COLUMNS, STRIDE_*, DILATION_*, PAD_TOP, PAD_LEFT (i32), PADDED (some pixel read is outside).

// For each row of the tile: where its image begins in x, and the pixel (h, w) that the kernel's tap (0, 0) reads.
var<workgroup> corners: array<vec3i, TILE_ROWS>;
// For each depth of the step: its channel, and how far its tap lies from tap (0, 0).
var<workgroup> taps: array<vec3i, TILE_DEPTH>;

fn prepareRows(firstRow: u32, thread: u32) {
  for (var i = thread; i < TILE_ROWS; i += THREADS) {
    let pixel = min(firstRow + i, ROWS - 1u);
    let line = pixel / OUT_WIDTH;
    let b = line / OUT_HEIGHT;
    corners[i] = vec3i(
      i32(b * IN_HEIGHT * IN_WIDTH * IN_CHANNELS),
      i32((line - b * OUT_HEIGHT) * STRIDE_HEIGHT) - PAD_TOP,
      i32((pixel - line * OUT_WIDTH) * STRIDE_WIDTH) - PAD_LEFT,
    );
  }
}

fn prepareDepths(start: u32, thread: u32) {
  for (var i = thread; i < TILE_DEPTH; i += THREADS) {
    let depth = start + i;
    let tap = depth / IN_CHANNELS;
    let kh = tap / KERNEL_WIDTH;
    let kw = tap - kh * KERNEL_WIDTH;
    taps[i] = vec3i(vec3u(depth - tap * IN_CHANNELS, kh * DILATION_HEIGHT, kw * DILATION_WIDTH));
  }
}

fn leftQuad(at: Place, row: u32, depth: u32) -> vec4f {
  let tap = taps[depth];
  return vec4f(
    pixel(corners[row], tap),
    pixel(corners[row + 1u], tap),
    pixel(corners[row + 2u], tap),
    pixel(corners[row + 3u], tap),
  );
}

fn pixel(corner: vec3i, tap: vec3i) -> f32 {
  let at = corner + tap;
  // As unsigned numbers, negative coordinates are too large as well.
  if (PADDED && (u32(at.y) >= IN_HEIGHT || u32(at.z) >= IN_WIDTH)) {
    return 0.0;
  }
  return left[u32(at.x) + (u32(at.y) * IN_WIDTH + u32(at.z)) * IN_CHANNELS];
}

fn rightQuad(at: Place, depth: u32, column: u32) -> vec4f {
  let columns = min(at.firstColumn + column + vec4u(0u, 1u, 2u, 3u), vec4u(COLUMNS - 1u));
  let i = (at.start + depth) * COLUMNS + columns;
  return vec4f(right[i.x], right[i.y], right[i.z], right[i.w]);
}
