// y[r, c] = exp(x[r, c] - max[r]) / sum over c of exp(x[r, c] - max[r]), max[r] the row's largest; or its logarithm.
//
// x, y: [rows, COLUMNS], float32. Shifted by the maximum, so that no exp overflows and the sum is at least 1.
// Dispatch: linearDispatch(rows, ROWS), LANES * ROWS threads each (row-reduction). Includes: compensated-sum, row-reduction, softmax-row.
// T is f32. Constants: COLUMNS, LOGARITHM, LANES, ROWS.

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(LANES * ROWS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let place = rowPlace(workgroup, workgroups, thread, arrayLength(&y) / COLUMNS);
  let maximum = maximumOf(place, thread);
  let sum = sumOfExp(place, maximum, thread);
  if (!place.exists) {
    return;
  }
  for (var c = place.lane; c < COLUMNS; c += LANES) {
    let shifted = x[place.first + c] - maximum;
    if (LOGARITHM) {
      y[place.first + c] = shifted - log(sum);
    } else {
      y[place.first + c] = exp(shifted) / sum;
    }
  }
}
