// Reductions of a matrix' rows inside of a workgroup, in a fixed order.
//
// A workgroup takes ROWS rows, and LANES threads (a power of two) share one of them: thread t is lane t % LANES of row
// t / LANES. The lanes' values meet in a binary tree: lane l and lane l + half, for half = LANES / 2, ..., 1. Where lanes are further
// apart than a subgroup is wide they meet in workgroup memory, with a barrier for each level; within a subgroup they read each
// other's registers. Both add in the same order: the same bits with subgroups and without.
// Include this file after compensated-sum and subgroup-exchange or no-exchange; every thread of the
// workgroup has to call the functions. A row with one lane needs no tree, and no barrier, which costs more than a short row.
// T: the type of the values. Constants: LANES, ROWS, SUBGROUP_SIZE (a power of two; 1 for no-exchange).

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
  var sum = own;
  if (LANES > SUBGROUP_SIZE) {
    laneValues[thread] = own.value;
    laneErrors[thread] = own.error;
    workgroupBarrier();
    for (var half = LANES / 2u; half >= SUBGROUP_SIZE; half /= 2u) {
      if (thread % LANES < half) {
        let other = Sum(laneValues[thread + half], laneErrors[thread + half]);
        let both = join(Sum(laneValues[thread], laneErrors[thread]), other);
        laneValues[thread] = both.value;
        laneErrors[thread] = both.error;
      }
      workgroupBarrier();
    }
    let place = laneOfFirstSubgroup(thread);
    sum = Sum(laneValues[place], laneErrors[place]);
    workgroupBarrier();
  }
  for (var half = min(LANES, SUBGROUP_SIZE) / 2u; half > 0u; half /= 2u) {
    let other = Sum(valueAt(half, sum.value), valueAt(half, sum.error));
    if ((thread & half) == 0u) {
      sum = join(sum, other);
    } else {
      sum = join(other, sum);
    }
  }
  return total(sum);
}

// The largest of the row's lanes, for all of them.
fn rowMaximum(value: T, thread: u32) -> T {
  return extremeOfRow(MAXIMUM, value, thread);
}

// The smallest of the row's lanes, for all of them.
fn rowMinimum(value: T, thread: u32) -> T {
  return extremeOfRow(MINIMUM, value, thread);
}

fn extremeOfRow(operation: u32, own: T, thread: u32) -> T {
  var value = own;
  if (LANES > SUBGROUP_SIZE) {
    laneValues[thread] = own;
    workgroupBarrier();
    for (var half = LANES / 2u; half >= SUBGROUP_SIZE; half /= 2u) {
      if (thread % LANES < half) {
        laneValues[thread] = extreme(operation, laneValues[thread], laneValues[thread + half]);
      }
      workgroupBarrier();
    }
    value = laneValues[laneOfFirstSubgroup(thread)];
    // Only when everybody has read the tree's upper levels may the memory be used again.
    workgroupBarrier();
  }
  for (var half = min(LANES, SUBGROUP_SIZE) / 2u; half > 0u; half /= 2u) {
    let other = valueAt(half, value);
    if ((thread & half) == 0u) {
      value = extreme(operation, value, other);
    } else {
      value = extreme(operation, other, value);
    }
  }
  return value;
}

fn extreme(operation: u32, a: T, b: T) -> T {
  return select(min(a, b), max(a, b), operation == MAXIMUM);
}

// The levels in workgroup memory end in the first lanes of a row, as many as a subgroup has: every subgroup goes on from them.
fn laneOfFirstSubgroup(thread: u32) -> u32 {
  return thread / LANES * LANES + thread % SUBGROUP_SIZE;
}
