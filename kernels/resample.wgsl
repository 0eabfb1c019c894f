// y[b, r, c, k] = sum over i, j of tent(u - i) tent(v - j) x[b, i, j, k],  (u, v) = maps[b] (r, c),  tent(t) = max(0, 1 - |t|)
//
// Bilinear interpolation at the place of x that an affine map gives for each pixel of y. The four pixels around it are
// (first, first + 1) along both axes, `first` being kept within the image: what is outside then has weight 0 by the tent itself, so
// there is 0 outside. REPEATS_EDGE brings u and v into the image first: outside is the nearest pixel of its edge.
//
// x, y: [batch, HEIGHT, WIDTH, CHANNELS]; maps: [batch, 6], rows (a, b, c, d, e, f): u = a r + b c + c', v = d r + e c + f. float32.
// Dispatch: linearDispatch(size of y, 256), one element per thread. Includes: linear-index.
// Constants: HEIGHT, WIDTH, CHANNELS, REPEATS_EDGE.

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> maps: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

// The two pixels of an axis that a place lies between: the first, and the weights of both.
struct Taps {
  first: u32,
  weights: vec2f,
}

fn tapsAt(given: f32, size: u32) -> Taps {
  let place = select(given, clamp(given, 0.0, f32(size - 1u)), REPEATS_EDGE);
  let first = u32(clamp(i32(place), 0, max(0, i32(size) - 2)));
  let beyond = place - f32(first);
  let weights = max(vec2f(0.0), vec2f(1.0) - abs(vec2f(beyond, beyond - 1.0)));
  // An image one pixel high or wide has no second one.
  return Taps(first, select(weights, vec2f(weights.x, 0.0), size == 1u));
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= arrayLength(&y)) {
    return;
  }
  let pixel = at / CHANNELS;
  let row = f32(pixel / WIDTH % HEIGHT);
  let column = f32(pixel % WIDTH);
  let image = pixel / (WIDTH * HEIGHT);
  let map = 6u * image;
  let rows = tapsAt((maps[map] * row + maps[map + 2u]) + maps[map + 1u] * column, HEIGHT);
  let columns = tapsAt((maps[map + 3u] * row + maps[map + 5u]) + maps[map + 4u] * column, WIDTH);

  let corner = ((image * HEIGHT + rows.first) * WIDTH + columns.first) * CHANNELS + at % CHANNELS;
  let right = select(CHANNELS, 0u, WIDTH == 1u);
  let below = select(WIDTH * CHANNELS, 0u, HEIGHT == 1u);
  let upper = columns.weights.x * x[corner] + columns.weights.y * x[corner + right];
  let lower = columns.weights.x * x[corner + below] + columns.weights.y * x[corner + below + right];
  y[at] = rows.weights.x * upper + rows.weights.y * lower;
}
