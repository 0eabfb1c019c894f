// Pooling  y[b, oh, ow, c] = largest, or mean, of x[b, h, w, c] over the real pixels of a window,
//   h from oh * STRIDE_HEIGHT - PAD_TOP on, WINDOW_HEIGHT rows, w likewise; what lies outside of the image does not count.
//
// x: [batch, IN_HEIGHT, IN_WIDTH, CHANNELS], y: [batch, OUT_HEIGHT, OUT_WIDTH, CHANNELS], float32.
//
// One thread per element of y, neighbouring threads have neighbouring channels, as in memory.
// Dispatch: linearDispatch(SIZE, 64), SIZE = number of elements of y. Includes: linear-index.
// Constants: SIZE, INPUT_SIZE, AVERAGE (bool), the sizes above, STRIDE_*, PAD_TOP, PAD_LEFT (i32).

@group(0) @binding(0) var<storage, read> x: array<f32, INPUT_SIZE>;
@group(0) @binding(1) var<storage, read_write> y: array<f32, SIZE>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, 64u);
  if (i >= SIZE) {
    return;
  }
  let c = i % CHANNELS;
  let ow = i / CHANNELS % OUT_WIDTH;
  let oh = i / (CHANNELS * OUT_WIDTH) % OUT_HEIGHT;
  let b = i / (CHANNELS * OUT_WIDTH * OUT_HEIGHT);
  let corner = vec2i(i32(oh * STRIDE_HEIGHT) - PAD_TOP, i32(ow * STRIDE_WIDTH) - PAD_LEFT);
  let first = vec2u(max(corner, vec2i()));
  let end = vec2u(min(corner + vec2i(vec2u(WINDOW_HEIGHT, WINDOW_WIDTH)), vec2i(vec2u(IN_HEIGHT, IN_WIDTH))));

  let image = b * IN_HEIGHT * IN_WIDTH * CHANNELS + c;
  var largest = x[image + (first.x * IN_WIDTH + first.y) * CHANNELS];
  var sum = 0.0;
  for (var h = first.x; h < end.x; h++) {
    for (var w = first.y; w < end.y; w++) {
      let value = x[image + (h * IN_WIDTH + w) * CHANNELS];
      largest = max(largest, value);
      sum += value;
    }
  }
  if (AVERAGE) {
    y[i] = sum / f32((end.x - first.x) * (end.y - first.y));
  } else {
    y[i] = largest;
  }
}
