// y[r] = f over l of x[r, l], f the sum, mean, largest or smallest: for reductions along the last axis.
//
// x: [rows, LENGTH], y: [rows], both of type T (f32 or i32). Dispatch: linearDispatch(rows, ROWS), LANES * ROWS threads each.
// The lanes of a row walk it side by side, then meet in a tree (row-reduction): neighbours read neighbours, and the order is fixed.
// Includes: compensated-sum, row-reduction. Constants: FUNCTION (SUM, MAXIMUM or MINIMUM), DIVISOR (a mean is a sum divided by
// the length, a sum has 1), LENGTH, LANES, ROWS.

@group(0) @binding(0) var<storage, read> x: array<T>;
@group(0) @binding(1) var<storage, read_write> y: array<T>;

@compute @workgroup_size(LANES * ROWS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let row = (workgroup.x + workgroup.y * workgroups.x) * ROWS + thread / LANES;
  let exists = row < arrayLength(&y);
  // A row that does not exist still takes part in the barriers; it reads the last one.
  let first = min(row, arrayLength(&y) - 1u) * LENGTH;
  let lane = thread % LANES;
  var value = T(0);
  switch FUNCTION {
    case MAXIMUM: {
      value = x[first];
      for (var l = lane; l < LENGTH; l += LANES) {
        value = max(value, x[first + l]);
      }
      value = rowMaximum(value, thread);
    }
    case MINIMUM: {
      value = x[first];
      for (var l = lane; l < LENGTH; l += LANES) {
        value = min(value, x[first + l]);
      }
      value = rowMinimum(value, thread);
    }
    default: {
      var sum = Sum(T(0), T(0));
      for (var l = lane; l < LENGTH; l += LANES) {
        sum = plus(sum, x[first + l]);
      }
      value = rowSumOf(sum, thread) / T(DIVISOR);
    }
  }
  if (exists && lane == 0u) {
    y[row] = value;
  }
}
