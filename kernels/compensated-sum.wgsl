// Sums that carry their rounding error along, so that long or cancelling ones stay exact to the last digits of float32.
//
// TwoSum (Knuth, The Art of Computer Programming, vol. 2, section 4.2.2): s = fl(a + b), error = a + b - s, exactly.
// Summation with it: Ogita, Rump and Oishi, "Accurate sum and dot product", 2005, algorithm 4.4 (Sum2). Reductions wait for
// memory, so the additional arithmetic is free. In whole numbers every error is 0.
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
