// Reductions of a matrix' rows inside of a workgroup, in a fixed order.
//
// A workgroup takes ROWS rows, and LANES threads (a power of two) share one of them: thread t is lane t % LANES of row
// t / LANES. The lanes' values meet in a binary tree. Include this file after compensated-sum; every thread of the
// workgroup has to call the functions. A row with one lane needs no tree, and no barrier, which costs more than a short row.
// T: the type of the values. Constants: LANES, ROWS.

const SUM = 0u;
const MAXIMUM = 1u;
const MINIMUM = 2u;

var<workgroup> laneValues: array<T, LANES * ROWS>;
var<workgroup> laneErrors: array<T, LANES * ROWS>;

// The sum of the row's lanes, for all of them.
fn rowSum(value: T, thread: u32) -> T {
  return rowSumOf(Sum(value, T(0)), thread);
}

// As rowSum, of sums that carry their rounding errors along (compensated-sum).
fn rowSumOf(own: Sum, thread: u32) -> T {
  if (LANES == 1u) {
    return total(own);
  }
  laneValues[thread] = own.value;
  laneErrors[thread] = own.error;
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    if (thread % LANES < half) {
      let other = Sum(laneValues[thread + half], laneErrors[thread + half]);
      let both = join(Sum(laneValues[thread], laneErrors[thread]), other);
      laneValues[thread] = both.value;
      laneErrors[thread] = both.error;
    }
    workgroupBarrier();
  }
  let root = thread / LANES * LANES;
  let result = total(Sum(laneValues[root], laneErrors[root]));
  workgroupBarrier();
  return result;
}

// The largest of the row's lanes, for all of them.
fn rowMaximum(value: T, thread: u32) -> T {
  return extremeOfRow(MAXIMUM, value, thread);
}

// The smallest of the row's lanes, for all of them.
fn rowMinimum(value: T, thread: u32) -> T {
  return extremeOfRow(MINIMUM, value, thread);
}

fn extremeOfRow(operation: u32, value: T, thread: u32) -> T {
  if (LANES == 1u) {
    return value;
  }
  laneValues[thread] = value;
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    if (thread % LANES < half) {
      let a = laneValues[thread];
      let b = laneValues[thread + half];
      laneValues[thread] = select(min(a, b), max(a, b), operation == MAXIMUM);
    }
    workgroupBarrier();
  }
  let result = laneValues[thread / LANES * LANES];
  // Only when everybody has read the tree's root may the memory be used again.
  workgroupBarrier();
  return result;
}
