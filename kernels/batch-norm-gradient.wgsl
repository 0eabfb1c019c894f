// Gradients of batch normalisation by a batch's own moments (Ioffe & Szegedy 2015, section 3), with
// normalized = (x - mean) / sqrt(variance + epsilon):
//
//   dbeta[c]  = sum over r of dy[r, c]
//   dgamma[c] = sum over r of dy[r, c] normalized[r, c]
//   dx[r, c]  = gamma[c] / sqrt(variance[c] + epsilon) (dy[r, c] - dbeta[c] / ROWS - normalized[r, c] dgamma[c] / ROWS)
//
// x, dy, dx: [ROWS, CHANNELS]; mean, variance, gamma, dgamma, dbeta: [CHANNELS]; float32.
// `sums`: the sums over every CHUNKS-th row, into [CHUNKS, CHANNELS] each (reduce-columns adds the chunks),
// dispatch linearDispatch(CHUNKS * CHANNELS, 256). `inputGradient`: dx, dispatch linearDispatch(size of dx, 256).
// Includes: linear-index. Constants: ROWS, CHANNELS, CHUNKS. Scalars: epsilon.

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> mean: array<f32>;
@group(0) @binding(3) var<storage, read> variance: array<f32>;

// `sums`
@group(0) @binding(4) var<storage, read_write> gammaSums: array<f32>;
@group(0) @binding(5) var<storage, read_write> betaSums: array<f32>;
@group(0) @binding(6) var<uniform> scalars: Scalars;

// `inputGradient`
@group(0) @binding(4) var<storage, read> gamma: array<f32>;
@group(0) @binding(5) var<storage, read> dgamma: array<f32>;
@group(0) @binding(6) var<storage, read> dbeta: array<f32>;
@group(0) @binding(7) var<storage, read_write> dx: array<f32>;
@group(0) @binding(8) var<uniform> inputScalars: Scalars;

struct Scalars {
  epsilon: f32,
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn sums(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= CHUNKS * CHANNELS) {
    return;
  }
  let c = at % CHANNELS;
  var gammaSum = 0.0;
  var betaSum = 0.0;
  for (var r = at / CHANNELS; r < ROWS; r += CHUNKS) {
    let upstream = dy[r * CHANNELS + c];
    gammaSum += upstream * (x[r * CHANNELS + c] - mean[c]);
    betaSum += upstream;
  }
  gammaSums[at] = gammaSum / sqrt(variance[c] + scalars.epsilon);
  betaSums[at] = betaSum;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn inputGradient(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= arrayLength(&dx)) {
    return;
  }
  let c = at % CHANNELS;
  let deviation = sqrt(variance[c] + inputScalars.epsilon);
  let normalized = (x[at] - mean[c]) / deviation;
  dx[at] = gamma[c] / deviation * (dy[at] - (dbeta[c] + normalized * dgamma[c]) / f32(ROWS));
}
