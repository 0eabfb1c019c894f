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
// Dispatch and further constants: matmul-tile.wgsl or matmul-narrow.wgsl, to be included with conv2d-pixels.wgsl (left is x,
// right dy). Constants as conv2d.wgsl.

fn rowPlace(row: u32) -> vec2u {
  return tapOf(row);
}

fn depthPlace(depth: u32) -> vec2u {
  return cornerOf(depth);
}

fn leftAt(place: vec2u) -> f32 {
  return pixel(place);
}

fn rightStart(depth: u32) -> u32 {
  return depth * COLUMNS;
}
