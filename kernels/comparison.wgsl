// Comparisons of two values of type T, as 1 or 0 in float32. Include this file. Constants: FUNCTION, one of the numbers below.

const EQUAL = 0u;
const NOT_EQUAL = 1u;
const LESS = 2u;
const LESS_EQUAL = 3u;
const GREATER = 4u;
const GREATER_EQUAL = 5u;

fn combine(a: T, b: T) -> f32 {
  switch FUNCTION {
    case EQUAL: { return f32(a == b); }
    case NOT_EQUAL: { return f32(a != b); }
    case LESS: { return f32(a < b); }
    case LESS_EQUAL: { return f32(a <= b); }
    case GREATER: { return f32(a > b); }
    case GREATER_EQUAL: { return f32(a >= b); }
    default: { return 0.0; }
  }
}
