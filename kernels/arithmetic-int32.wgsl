// Functions of two int32 values. Include this file. Constants: FUNCTION, one of the numbers below.

const ADD = 0u;
const SUB = 1u;
const MUL = 2u;
const DIV = 3u;
const POW = 4u;
const MINIMUM = 5u;
const MAXIMUM = 6u;

fn combine(a: i32, b: i32) -> i32 {
  switch FUNCTION {
    case ADD: { return a + b; }
    case SUB: { return a - b; }
    case MUL: { return a * b; }
    case DIV: { return quotient(a, b); }
    case POW: { return power(a, b); }
    case MINIMUM: { return min(a, b); }
    case MAXIMUM: { return max(a, b); }
    default: { return a; }
  }
}

// Rounded towards zero. By zero: 0, which is what an infinity becomes in every typed array of integers.
fn quotient(a: i32, b: i32) -> i32 {
  if (b == 0) {
    return 0;
  }
  return a / b;
}

// a^b; rounded towards zero where b is negative.
fn power(a: i32, b: i32) -> i32 {
  var result = 1;
  var factor = a;
  for (var rest = u32(abs(b)); rest > 0u; rest >>= 1u) {
    if ((rest & 1u) == 1u) {
      result *= factor;
    }
    factor *= factor;
  }
  if (b < 0) {
    return quotient(1, result);
  }
  return result;
}
