// Functions of two float32 values, and the derivatives of the activations: dL/dx from dy and y = f(x).
// Include this file. Constants: FUNCTION, one of the numbers below.

const ADD = 0u;
const SUB = 1u;
const MUL = 2u;
const DIV = 3u;
const POW = 4u;
const MINIMUM = 5u;
const MAXIMUM = 6u;
const RELU_GRADIENT = 7u;
const SIGMOID_GRADIENT = 8u;
const TANH_GRADIENT = 9u;

fn combine(a: f32, b: f32) -> f32 {
  switch FUNCTION {
    case ADD: { return a + b; }
    case SUB: { return a - b; }
    case MUL: { return a * b; }
    case DIV: { return a / b; }
    case POW: { return power(a, b); }
    case MINIMUM: { return min(a, b); }
    case MAXIMUM: { return max(a, b); }
    case RELU_GRADIENT: { return select(0.0, a, b > 0.0); }
    case SIGMOID_GRADIENT: { return a * b * (1.0 - b); }
    case TANH_GRADIENT: { return a * (1.0 - b * b); }
    default: { return a; }
  }
}

// a^b as IEEE 754 has it, where WGSL's pow is undefined for a < 0 and loses digits for whole exponents.
fn power(a: f32, b: f32) -> f32 {
  let isWhole = b == trunc(b);
  if (isWhole && abs(b) <= 64.0) {
    return wholePower(a, i32(b));
  }
  let magnitude = pow(abs(a), b);
  if (a >= 0.0) {
    return magnitude;
  }
  if (!isWhole) {
    // Not a number, as the square root of a negative number is.
    return sqrt(a);
  }
  return select(magnitude, -magnitude, abs(b) % 2.0 == 1.0);
}

// By repeated squaring, so that a small power of a small whole number is exact.
fn wholePower(a: f32, n: i32) -> f32 {
  var result = 1.0;
  var factor = a;
  for (var rest = u32(abs(n)); rest > 0u; rest >>= 1u) {
    if ((rest & 1u) == 1u) {
      result *= factor;
    }
    factor *= factor;
  }
  return select(result, 1.0 / result, n < 0);
}
