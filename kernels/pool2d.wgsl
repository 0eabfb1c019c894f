// Pooling  y[b, oh, ow, c] = largest, or mean, of x[b, h, w, c] over the real pixels of a window,
//   h from oh * STRIDE_HEIGHT - PAD_TOP on, WINDOW_HEIGHT rows, w likewise; what lies outside of the image does not count.
//
// x: [batch, IN_HEIGHT, IN_WIDTH, CHANNELS], y: [batch, OUT_HEIGHT, OUT_WIDTH, CHANNELS], float32.
//
// One thread per pixel of y and four channels, so that finding the pixel costs little; neighbouring threads have neighbouring
// channels, as in memory.
// Dispatch: linearDispatch(THREADS, 64), THREADS = batch * OUT_HEIGHT * OUT_WIDTH * ceil(CHANNELS / 4). Includes: linear-index,
// pool2d-window. Constants: THREADS, INPUT_SIZE, OUTPUT_SIZE, AVERAGE (bool), the sizes above, STRIDE_*, PAD_TOP, PAD_LEFT (i32).

@group(0) @binding(0) var<storage, read> x: array<f32, INPUT_SIZE>;
@group(0) @binding(1) var<storage, read_write> y: array<f32, OUTPUT_SIZE>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, 64u);
  if (i >= THREADS) {
    return;
  }
  let pixel = i / CHANNEL_QUADS;
  let line = pixel / OUT_WIDTH;
  let b = line / OUT_HEIGHT;
  let window = windowOf(line - b * OUT_HEIGHT, pixel - line * OUT_WIDTH);
  let channel = 4u * (i - pixel * CHANNEL_QUADS);

  var largest = quadOfX(indexOfX(b, window.top, window.left), channel);
  var sum = vec4f();
  for (var h = window.top; h < window.bottom; h++) {
    for (var w = window.left; w < window.right; w++) {
      let values = quadOfX(indexOfX(b, h, w), channel);
      largest = max(largest, values);
      sum += values;
    }
  }
  let result = select(largest, sum / pixelCount(window), AVERAGE);
  store(pixel, channel, result.x);
  store(pixel, channel + 1u, result.y);
  store(pixel, channel + 2u, result.z);
  store(pixel, channel + 3u, result.w);
}

fn store(pixel: u32, channel: u32, value: f32) {
  if (channel < CHANNELS) {
    y[pixel * CHANNELS + channel] = value;
  }
}
