// Gradient of pooling: each pixel adds up what it gets from the windows that hold it,
//
//   max:      dx[b, h, w, c] = sum of dy[b, oh, ow, c] over the windows whose first maximum, row by row, is (h, w)
//   average:  dx[b, h, w, c] = sum of dy[b, oh, ow, c] / (number of real pixels in the window) over the windows that hold (h, w)
//
// dy: [batch, OUT_HEIGHT, OUT_WIDTH, CHANNELS], x (only read for max) and dx: [batch, IN_HEIGHT, IN_WIDTH, CHANNELS], float32.
//
// A gather, one thread per element of dx: no atomic additions, the windows are added in the order of (oh, ow).
// Dispatch: linearDispatch(SIZE, 64), SIZE = number of elements of dx. Includes: linear-index.
// Constants: SIZE, OUTPUT_SIZE (elements of dy), AVERAGE (bool), WINDOW_*, STRIDE_*, PAD_TOP, PAD_LEFT (i32) and the sizes above.

const X_SIZE = select(SIZE, 1u, AVERAGE);
@group(0) @binding(0) var<storage, read> dy: array<f32, OUTPUT_SIZE>;
@group(0) @binding(1) var<storage, read> x: array<f32, X_SIZE>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32, SIZE>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, 64u);
  if (i >= SIZE) {
    return;
  }
  let c = i % CHANNELS;
  let w = i / CHANNELS % IN_WIDTH;
  let h = i / (CHANNELS * IN_WIDTH) % IN_HEIGHT;
  let b = i / (CHANNELS * IN_WIDTH * IN_HEIGHT);
  let rows = windowsHolding(h, WINDOW_HEIGHT, STRIDE_HEIGHT, u32(PAD_TOP), OUT_HEIGHT);
  let columns = windowsHolding(w, WINDOW_WIDTH, STRIDE_WIDTH, u32(PAD_LEFT), OUT_WIDTH);

  let image = b * IN_HEIGHT * IN_WIDTH * CHANNELS + c;
  var sum = 0.0;
  for (var oh = rows.x; oh < rows.y; oh++) {
    for (var ow = columns.x; ow < columns.y; ow++) {
      let upstream = dy[((b * OUT_HEIGHT + oh) * OUT_WIDTH + ow) * CHANNELS + c];
      let corner = vec2i(i32(oh * STRIDE_HEIGHT) - PAD_TOP, i32(ow * STRIDE_WIDTH) - PAD_LEFT);
      let first = vec2u(max(corner, vec2i()));
      let end = vec2u(min(corner + vec2i(vec2u(WINDOW_HEIGHT, WINDOW_WIDTH)), vec2i(vec2u(IN_HEIGHT, IN_WIDTH))));
      if (AVERAGE) {
        sum += upstream / f32((end.x - first.x) * (end.y - first.y));
      } else if (firstMaximum(image, first, end) == i) {
        sum += upstream;
      }
    }
  }
  dx[i] = sum;
}

// The windows [first, end) along one axis that reach pixel `at`: first, end.
fn windowsHolding(at: u32, window: u32, stride: u32, pad: u32, count: u32) -> vec2u {
  let padded = at + pad;
  let first = select(0u, (padded - window) / stride + 1u, padded >= window);
  return vec2u(first, min(padded / stride + 1u, count));
}

// Where in x the first largest pixel of a window lies.
fn firstMaximum(image: u32, first: vec2u, end: vec2u) -> u32 {
  var place = image + (first.x * IN_WIDTH + first.y) * CHANNELS;
  var largest = x[place];
  for (var h = first.x; h < end.x; h++) {
    for (var w = first.y; w < end.y; w++) {
      let pixel = image + (h * IN_WIDTH + w) * CHANNELS;
      if (x[pixel] > largest) {
        largest = x[pixel];
        place = pixel;
      }
    }
  }
  return place;
}
