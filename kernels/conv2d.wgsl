// Convolution  y[b, oh, ow, o] = activation(bias[o] + sum over kh, kw, i of x[b, h, w, i] * w[kh, kw, i, o]),
//   h = oh * STRIDE_HEIGHT + kh * DILATION_HEIGHT - PAD_TOP, w likewise; x is 0 outside of the image.
//
// x: [batch, IN_HEIGHT, IN_WIDTH, IN_CHANNELS], w: [KERNEL_HEIGHT, KERNEL_WIDTH, IN_CHANNELS, COLUMNS],
// y: [batch, OUT_HEIGHT, OUT_WIDTH, COLUMNS], float32.
//
// An implicit matrix product: row = output pixel (b, oh, ow), column = output channel, depth = (kh, kw, i). What im2col would copy
// into a matrix exists only tile by tile. Along the depth, x is contiguous in runs of KERNEL_WIDTH * IN_CHANNELS (where nothing is
// dilated).
//
// Dispatch and further constants: matmul-tile.wgsl or matmul-narrow.wgsl, to be included with conv2d-pixels.wgsl (left is x,
// right w).
// Constants: the sizes above but for COLUMNS, STRIDE_*, DILATION_*, PAD_TOP, PAD_LEFT.

fn rowPlace(row: u32) -> vec2u {
  return cornerOf(row);
}

fn depthPlace(depth: u32) -> vec2u {
  return tapOf(depth);
}

fn leftAt(place: vec2u) -> f32 {
  return pixel(place);
}

fn rightStart(depth: u32) -> u32 {
  return depth * COLUMNS;
}
