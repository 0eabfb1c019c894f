// Softmax cross-entropy of logits x and its gradient. t = (1 - labelSmoothing) targets + labelSmoothing / COLUMNS,
// logSoftmax[r, c] = x[r, c] - max[r] - log(sum over c of exp(x[r, c] - max[r])):
//
//   losses[r]     = -sum over c of t[r, c] logSoftmax[r, c]
//   dlogits[r, c] = dlosses[r] (exp(logSoftmax[r, c]) * sum over c of t[r, c] - t[r, c])
//
// x, dlogits: [rows, COLUMNS] float32; losses, dlosses: [rows] float32; targets: [rows, COLUMNS] float32, or int32 labels [rows],
// which stand for one-hot rows (one outside of 0 .. COLUMNS - 1 for a row of zeros).
// Dispatch: linearDispatch(rows, ROWS), LANES * ROWS threads each (row-reduction). Entries: `losses`, `gradient`.
// Includes: compensated-sum, row-reduction, softmax-row. T is f32, Target f32 or i32. Constants: COLUMNS, HAS_LABELS, LANES, ROWS.

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> targets: array<Target>;

// `losses`
@group(0) @binding(2) var<storage, read_write> rowLosses: array<f32>;
@group(0) @binding(3) var<uniform> lossScalars: Scalars;

// `gradient`
@group(0) @binding(2) var<storage, read> dlosses: array<f32>;
@group(0) @binding(3) var<storage, read_write> dlogits: array<f32>;
@group(0) @binding(4) var<uniform> gradientScalars: Scalars;

struct Scalars {
  labelSmoothing: f32,
}

fn targetAt(place: RowPlace, c: u32, labelSmoothing: f32) -> f32 {
  var share: f32;
  if (HAS_LABELS) {
    share = f32(targets[place.row] == Target(c));
  } else {
    share = f32(targets[place.first + c]);
  }
  return (1.0 - labelSmoothing) * share + labelSmoothing / f32(COLUMNS);
}

@compute @workgroup_size(LANES * ROWS)
fn losses(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let place = rowPlace(workgroup, workgroups, thread, arrayLength(&rowLosses));
  let maximum = maximumOf(place, thread);
  let logSum = log(sumOfExp(place, maximum, thread));
  var loss = 0.0;
  for (var c = place.lane; c < COLUMNS; c += LANES) {
    let t = targetAt(place, c, lossScalars.labelSmoothing);
    // Where t is 0 the logarithm may be minus infinity, and the product has to be 0 all the same.
    if (t != 0.0) {
      loss -= t * (x[place.first + c] - maximum - logSum);
    }
  }
  loss = rowSum(loss, thread);
  if (place.exists && place.lane == 0u) {
    rowLosses[place.row] = loss;
  }
}

@compute @workgroup_size(LANES * ROWS)
fn gradient(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let place = rowPlace(workgroup, workgroups, thread, arrayLength(&dlosses));
  let maximum = maximumOf(place, thread);
  let sum = sumOfExp(place, maximum, thread);
  var targetSum = 0.0;
  for (var c = place.lane; c < COLUMNS; c += LANES) {
    targetSum += targetAt(place, c, gradientScalars.labelSmoothing);
  }
  targetSum = rowSum(targetSum, thread);
  if (!place.exists) {
    return;
  }
  for (var c = place.lane; c < COLUMNS; c += LANES) {
    let probability = exp(x[place.first + c] - maximum) / sum;
    let t = targetAt(place, c, gradientScalars.labelSmoothing);
    dlogits[place.first + c] = dlosses[place.row] * (probability * targetSum - t);
  }
}
