// Gradient of pooling: each pixel adds up what it gets from the windows that hold it,
//
//   max:      dx[b, h, w, c] = sum of dy[b, oh, ow, c] over the windows whose first maximum, row by row, is (h, w)
//   average:  dx[b, h, w, c] = sum of dy[b, oh, ow, c] / (number of real pixels in the window) over the windows that hold (h, w)
//
// dy: [batch, OUT_HEIGHT, OUT_WIDTH, CHANNELS], x (only read for max) and dx: [batch, IN_HEIGHT, IN_WIDTH, CHANNELS], float32.
//
// No atomic additions, in either of two ways; each thread has four channels, so that finding its pixels costs little.
//   main       a gather: one thread per pixel of dx adds up the windows that hold it, in the order of (oh, ow).
//              Dispatch: linearDispatch(THREADS, 64), THREADS = batch * IN_HEIGHT * IN_WIDTH * ceil(CHANNELS / 4).
//   disjoint   where windows do not overlap (strides at least as large as the window): one thread per window writes all pixels from
//              its own corner to the next windows', so that each window is read once and not once per pixel.
//              Dispatch: the same with THREADS = batch * OUT_HEIGHT * OUT_WIDTH * ceil(CHANNELS / 4).
// Includes: linear-index, pool2d-window. Constants: THREADS, INPUT_SIZE (of x and dx), OUTPUT_SIZE (of dy), AVERAGE (bool),
// WINDOW_*, STRIDE_*, PAD_TOP, PAD_LEFT (i32) and the sizes above.

const X_SIZE = select(INPUT_SIZE, 1u, AVERAGE);
@group(0) @binding(0) var<storage, read> dy: array<f32, OUTPUT_SIZE>;
@group(0) @binding(1) var<storage, read> x: array<f32, X_SIZE>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32, INPUT_SIZE>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, 64u);
  if (i >= THREADS) {
    return;
  }
  let pixel = i / CHANNEL_QUADS;
  let line = pixel / IN_WIDTH;
  let b = line / IN_HEIGHT;
  let rows = windowsHolding(line - b * IN_HEIGHT, WINDOW_HEIGHT, STRIDE_HEIGHT, u32(PAD_TOP), OUT_HEIGHT);
  let columns = windowsHolding(pixel - line * IN_WIDTH, WINDOW_WIDTH, STRIDE_WIDTH, u32(PAD_LEFT), OUT_WIDTH);
  let channel = 4u * (i - pixel * CHANNEL_QUADS);

  var sum = vec4f();
  for (var oh = rows.x; oh < rows.y; oh++) {
    for (var ow = columns.x; ow < columns.y; ow++) {
      let window = windowOf(oh, ow);
      let upstream = quadOfUpstream((b * OUT_HEIGHT + oh) * OUT_WIDTH + ow, channel);
      if (AVERAGE) {
        sum += upstream / pixelCount(window);
      } else {
        sum += select(vec4f(), upstream, firstMaximum(b, window, channel) == vec4u(pixel));
      }
    }
  }
  store(pixel, channel, sum.x);
  store(pixel, channel + 1u, sum.y);
  store(pixel, channel + 2u, sum.z);
  store(pixel, channel + 3u, sum.w);
}

@compute @workgroup_size(64)
fn disjoint(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, 64u);
  if (i >= THREADS) {
    return;
  }
  let output = i / CHANNEL_QUADS;
  let line = output / OUT_WIDTH;
  let b = line / OUT_HEIGHT;
  let oh = line - b * OUT_HEIGHT;
  let ow = output - line * OUT_WIDTH;
  let channel = 4u * (i - output * CHANNEL_QUADS);

  let window = windowOf(oh, ow);
  let next = windowOf(oh + 1u, ow + 1u);
  let upstream = quadOfUpstream(output, channel);
  var largest = vec4u();
  if (!AVERAGE) {
    largest = firstMaximum(b, window, channel);
  }
  // What lies before the first window or behind the last one belongs to it as well.
  let bottom = select(next.top, IN_HEIGHT, oh + 1u == OUT_HEIGHT);
  let right = select(next.left, IN_WIDTH, ow + 1u == OUT_WIDTH);
  for (var h = select(window.top, 0u, oh == 0u); h < bottom; h++) {
    for (var w = select(window.left, 0u, ow == 0u); w < right; w++) {
      let pixel = (b * IN_HEIGHT + h) * IN_WIDTH + w;
      var gradient = vec4f();
      if (!AVERAGE) {
        gradient = select(gradient, upstream, largest == vec4u(pixel));
      } else if (h >= window.top && h < window.bottom && w >= window.left && w < window.right) {
        gradient = upstream / pixelCount(window);
      }
      store(pixel, channel, gradient.x);
      store(pixel, channel + 1u, gradient.y);
      store(pixel, channel + 2u, gradient.z);
      store(pixel, channel + 3u, gradient.w);
    }
  }
}

fn quadOfUpstream(output: u32, channel: u32) -> vec4f {
  let i = output * CHANNELS + channelQuad(channel);
  return vec4f(dy[i.x], dy[i.y], dy[i.z], dy[i.w]);
}

// The windows [first, end) along one axis that reach pixel `at`: first, end.
fn windowsHolding(at: u32, window: u32, stride: u32, pad: u32, count: u32) -> vec2u {
  let padded = at + pad;
  let first = select(0u, (padded - window) / stride + 1u, padded >= window);
  return vec2u(first, min(padded / stride + 1u, count));
}

// For each of four channels the number of the pixel in which a window is first largest.
fn firstMaximum(b: u32, window: Window, channel: u32) -> vec4u {
  let corner = (b * IN_HEIGHT + window.top) * IN_WIDTH + window.left;
  var pixels = vec4u(corner);
  var largest = quadOfX(corner * CHANNELS, channel);
  for (var h = window.top; h < window.bottom; h++) {
    for (var w = window.left; w < window.right; w++) {
      let values = quadOfX(indexOfX(b, h, w), channel);
      pixels = select(pixels, vec4u((b * IN_HEIGHT + h) * IN_WIDTH + w), values > largest);
      largest = max(largest, values);
    }
  }
  return pixels;
}

fn store(pixel: u32, channel: u32, value: f32) {
  if (channel < CHANNELS) {
    dx[pixel * CHANNELS + channel] = value;
  }
}
