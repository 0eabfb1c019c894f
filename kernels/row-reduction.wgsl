// Reductions of a matrix' rows inside of a workgroup, in a fixed order.
//
// A workgroup takes ROWS rows, and LANES threads (a power of two) share one of them: thread t is lane t % LANES of row
// t / LANES. The lanes' values meet in a binary tree. Include this file; every thread of the workgroup has to call the functions.
// T: the type of the values. Constants: LANES, ROWS.

const SUM = 0u;
const MAXIMUM = 1u;
const MINIMUM = 2u;

var<workgroup> laneValues: array<T, LANES * ROWS>;

// The sum of the row's lanes, for all of them.
fn rowSum(value: T, thread: u32) -> T {
  return reduceRow(SUM, value, thread);
}

// The largest of the row's lanes, for all of them.
fn rowMaximum(value: T, thread: u32) -> T {
  return reduceRow(MAXIMUM, value, thread);
}

// The smallest of the row's lanes, for all of them.
fn rowMinimum(value: T, thread: u32) -> T {
  return reduceRow(MINIMUM, value, thread);
}

fn reduceRow(operation: u32, value: T, thread: u32) -> T {
  laneValues[thread] = value;
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    if (thread % LANES < half) {
      laneValues[thread] = meet(operation, laneValues[thread], laneValues[thread + half]);
    }
    workgroupBarrier();
  }
  let result = laneValues[thread / LANES * LANES];
  // Only when everybody has read the tree's root may the memory be used again.
  workgroupBarrier();
  return result;
}

fn meet(operation: u32, a: T, b: T) -> T {
  switch operation {
    case MAXIMUM: { return max(a, b); }
    case MINIMUM: { return min(a, b); }
    default: { return a + b; }
  }
}
