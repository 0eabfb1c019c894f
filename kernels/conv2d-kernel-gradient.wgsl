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
// Tiles, dispatch and further constants: matmul-tile.wgsl, to be included with conv2d-pixels.wgsl (left is x, right is dy).
// Constants as conv2d.wgsl.

var<workgroup> taps: array<vec2u, TILE_ROWS>;
var<workgroup> corners: array<vec2u, TILE_DEPTH>;

fn prepareRows(firstRow: u32, thread: u32) {
  for (var i = thread; i < TILE_ROWS; i += THREADS) {
    taps[i] = tapOf(min(firstRow + i, ROWS - 1u));
  }
}

fn prepareDepths(start: u32, thread: u32) {
  for (var i = thread; i < TILE_DEPTH; i += THREADS) {
    corners[i] = cornerOf(start + i);
  }
}

fn leftQuad(at: Place, row: u32, depth: u32) -> vec4f {
  if (PADDED) {
    let corner = corners[depth];
    return vec4f(
      pixel(corner + taps[row]),
      pixel(corner + taps[row + 1u]),
      pixel(corner + taps[row + 2u]),
      pixel(corner + taps[row + 3u]),
    );
  }
  let corner = corners[depth].x;
  return vec4f(
    left[corner + taps[row].x],
    left[corner + taps[row + 1u].x],
    left[corner + taps[row + 2u].x],
    left[corner + taps[row + 3u].x],
  );
}

fn rightQuad(at: Place, depth: u32, column: u32) -> vec4f {
  let columns = min(at.firstColumn + column + vec4u(0u, 1u, 2u, 3u), vec4u(COLUMNS - 1u));
  let i = (at.start + depth) * COLUMNS + columns;
  return vec4f(right[i.x], right[i.y], right[i.z], right[i.w]);
}
