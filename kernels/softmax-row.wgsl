// What the softmax kernels share: a row of x, its maximum, and the sum of its exponentials. The kernel declares x; include this file
// and row-reduction. Constants: COLUMNS, LANES, ROWS.

struct RowPlace {
  row: u32,
  // The row's first element.
  first: u32,
  lane: u32,
  // A workgroup's rows may reach beyond the last: such a row reads the last one, takes part in the barriers, and writes nothing.
  exists: bool,
}

fn rowPlace(workgroup: vec3u, workgroups: vec3u, thread: u32, rows: u32) -> RowPlace {
  let row = (workgroup.x + workgroup.y * workgroups.x) * ROWS + thread / LANES;
  let readable = min(row, rows - 1u);
  return RowPlace(readable, readable * COLUMNS, thread % LANES, row < rows);
}

// The largest x of the row, for all its lanes.
fn maximumOf(place: RowPlace, thread: u32) -> f32 {
  var maximum = x[place.first];
  for (var c = place.lane; c < COLUMNS; c += LANES) {
    maximum = max(maximum, x[place.first + c]);
  }
  return rowMaximum(maximum, thread);
}

// The sum of exp(x - maximum) over the row, for all its lanes.
fn sumOfExp(place: RowPlace, maximum: f32, thread: u32) -> f32 {
  var sum = 0.0;
  for (var c = place.lane; c < COLUMNS; c += LANES) {
    sum += exp(x[place.first + c] - maximum);
  }
  return rowSum(sum, thread);
}
