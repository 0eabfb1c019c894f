// maps[i] = [a b c; d e f], the random affine map of image scalars.first + i: about the middle of the image a zoom, a shift, a rotation
//
//   (row', column') = middle + R(angle) (zoom . ((row, column) - middle) + shift),  R(angle) = [cos sin; -sin cos]
//
// each drawn uniformly within +- a range, from words 8 (first + i), 8 (first + i) + 1, ... of a Philox stream: key (seedLow, seedHigh),
// counter (block, step, streamLow, streamHigh), two blocks per image. Sine and cosine as in src/backend/affine-map.ts: by quarters of a
// turn, then Taylor's series; the coefficients come from there.
//
// maps: [n, 6], float32. Dispatch: linearDispatch(n, 256), one image per thread. Includes: linear-index, philox.
// Constants: MIDDLE_ROW, MIDDLE_COLUMN, S1 to S9, C0 to C10.

@group(0) @binding(0) var<storage, read_write> maps: array<f32>;
@group(0) @binding(1) var<uniform> scalars: Scalars;

struct Scalars {
  first: u32,
  seedLow: u32,
  seedHigh: u32,
  streamLow: u32,
  streamHigh: u32,
  step: u32,
  rotation: f32,
  zoomHeight: f32,
  zoomWidth: f32,
  shiftHeight: f32,
  shiftWidth: f32,
}

// The upper 24 bits as a number in [-1, 1), exactly.
fn signedUniform(word: u32) -> f32 {
  return f32(word >> 8u) * 0x1p-23 - 1.0;
}

// (sine, cosine) of an angle in turns.
fn sineAndCosine(turn: f32) -> vec2f {
  let quarters = floor(4.0 * turn + 0.5);
  let rest = turn - 0.25 * quarters;
  let square = rest * rest;
  let sine = rest * ((((S9 * square + S7) * square + S5) * square + S3) * square + S1);
  let cosine = ((((C10 * square + C8) * square + C6) * square + C4) * square + C2) * square + C0;
  switch (i32(quarters) & 3) {
    case 0: { return vec2f(sine, cosine); }
    case 1: { return vec2f(cosine, -sine); }
    case 2: { return vec2f(-sine, -cosine); }
    default: { return vec2f(-cosine, sine); }
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let image = linearIndex(id, workgroups, WORKGROUP_SIZE);
  let at = 6u * image;
  if (at >= arrayLength(&maps)) {
    return;
  }
  let key = vec2u(scalars.seedLow, scalars.seedHigh);
  let block = 2u * (scalars.first + image);
  let words = philox4x32(vec4u(block, scalars.step, scalars.streamLow, scalars.streamHigh), key);
  let more = philox4x32(vec4u(block + 1u, scalars.step, scalars.streamLow, scalars.streamHigh), key);

  let turned = sineAndCosine(signedUniform(words.x) * scalars.rotation);
  let sine = turned.x;
  let cosine = turned.y;
  let scaleRow = 1.0 + signedUniform(words.y) * scalars.zoomHeight;
  let scaleColumn = 1.0 + signedUniform(words.z) * scalars.zoomWidth;
  let shiftRow = signedUniform(words.w) * scalars.shiftHeight;
  let shiftColumn = signedUniform(more.x) * scalars.shiftWidth;

  let a = cosine * scaleRow;
  let b = sine * scaleColumn;
  let d = -sine * scaleRow;
  let e = cosine * scaleColumn;
  maps[at] = a;
  maps[at + 1u] = b;
  maps[at + 2u] = (MIDDLE_ROW + (cosine * shiftRow + sine * shiftColumn)) - (a * MIDDLE_ROW + b * MIDDLE_COLUMN);
  maps[at + 3u] = d;
  maps[at + 4u] = e;
  maps[at + 5u] = (MIDDLE_COLUMN + (-sine * shiftRow + cosine * shiftColumn)) - (d * MIDDLE_ROW + e * MIDDLE_COLUMN);
}
