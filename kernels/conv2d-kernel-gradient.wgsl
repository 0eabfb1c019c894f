// Gradient of a convolution with respect to its kernel
//
//   dw[kh, kw, i, o] = sum over b, oh, ow of x[b, h, w, i] * dy[b, oh, ow, o],
//   h = oh * STRIDE_HEIGHT + kh * DILATION_HEIGHT - PAD_TOP, w likewise; x is 0 outside of the image.
//
// x: [batch, IN_HEIGHT, IN_WIDTH, IN_CHANNELS], dy: [batch, OUT_HEIGHT, OUT_WIDTH, COLUMNS],
// dw: [KERNEL_HEIGHT, KERNEL_WIDTH, IN_CHANNELS, COLUMNS], float32.
//
// An implicit matrix product: row = (kh, kw, i), column = output channel, depth = output pixel (b, oh, ow). Few sums of very many
// terms: the depth is split over workgroups, and matmul-parts.wgsl adds the parts. With several channels x is read along
// the rows, contiguous in runs of KERNEL_WIDTH * IN_CHANNELS; with one channel along the output pixels.
//
// Tiles, dispatch and further constants: matmul-tile.wgsl, to be included (left is x, right is dy). Constants as conv2d.wgsl.

// For each row of the tile: its channel, and how far its tap lies from tap (0, 0).
var<workgroup> taps: array<vec3i, TILE_ROWS>;
// For each depth of the step: where its image begins in x, and the pixel (h, w) that tap (0, 0) reads.
var<workgroup> corners: array<vec3i, TILE_DEPTH>;

fn prepareRows(firstRow: u32, thread: u32) {
  for (var i = thread; i < TILE_ROWS; i += THREADS) {
    let row = min(firstRow + i, ROWS - 1u);
    let tap = row / IN_CHANNELS;
    let kh = tap / KERNEL_WIDTH;
    let kw = tap - kh * KERNEL_WIDTH;
    taps[i] = vec3i(vec3u(row - tap * IN_CHANNELS, kh * DILATION_HEIGHT, kw * DILATION_WIDTH));
  }
}

fn prepareDepths(start: u32, thread: u32) {
  for (var i = thread; i < TILE_DEPTH; i += THREADS) {
    let pixel = start + i;
    let line = pixel / OUT_WIDTH;
    let b = line / OUT_HEIGHT;
    corners[i] = vec3i(
      i32(b * IN_HEIGHT * IN_WIDTH * IN_CHANNELS),
      i32((line - b * OUT_HEIGHT) * STRIDE_HEIGHT) - PAD_TOP,
      i32((pixel - line * OUT_WIDTH) * STRIDE_WIDTH) - PAD_LEFT,
    );
  }
}

fn leftQuad(at: Place, row: u32, depth: u32) -> vec4f {
  let corner = corners[depth];
  return vec4f(
    pixel(corner, taps[row]),
    pixel(corner, taps[row + 1u]),
    pixel(corner, taps[row + 2u]),
    pixel(corner, taps[row + 3u]),
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
