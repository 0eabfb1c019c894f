// Sums that carry their rounding error along, so that long or cancelling ones stay exact to the last digits of float32.
//
// TwoSum (Knuth, The Art of Computer Programming, vol. 2, section 4.2.2): s = fl(a + b), error = a + b - s, exactly.
// Summation with it: Ogita, Rump and Oishi, "Accurate sum and dot product", 2005, algorithm 4.4 (Sum2). Reductions wait for
// memory, so the additional arithmetic is free. In whole numbers every error is 0
// (so that `total` may take any of them for infinite).
// T: the type of the values (f32 or i32).

struct Sum {
  value: T,
  error: T,
}

fn plus(sum: Sum, x: T) -> Sum {
  let s = sum.value + x;
  let b = s - sum.value;
  return Sum(s, sum.error + ((sum.value - (s - b)) + (x - b)));
}

fn join(a: Sum, b: Sum) -> Sum {
  let both = plus(a, b.value);
  return Sum(both.value, both.error + b.error);
}

// The sum with its error put back. An infinite sum has no error to speak of (it comes out as NaN, inf - inf) and stays infinite.
fn total(sum: Sum) -> T {
  let isFinite = (bitcast<u32>(sum.value) & 0x7f800000u) != 0x7f800000u;
  return select(sum.value, sum.value + sum.error, isFinite);
}
