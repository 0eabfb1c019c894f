// y[o, c, i] = f over k of x[o, c + k CHUNKS, i], f the sum, mean, largest or smallest: for reductions along an inner axis.
//
// x: [outer, LENGTH, INNER], y: [outer, CHUNKS, INNER], both of type T (f32 or i32). CHUNKS = 1 is the whole reduction; more of them
// are the first of two steps, for few outputs and long sums: each thread adds every CHUNKS-th value only.
// Dispatch: linearDispatch(size of y, 256), one element of y per thread, so that neighbours read neighbours. Includes: linear-index,
// compensated-sum.
// Constants: FUNCTION (one of the numbers below), DIVISOR (a mean is a sum divided by the length; otherwise 1), LENGTH, INNER, CHUNKS.

const SUM = 0u;
const MAXIMUM = 1u;
const MINIMUM = 2u;

@group(0) @binding(0) var<storage, read> x: array<T>;
@group(0) @binding(1) var<storage, read_write> y: array<T>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let at = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (at >= arrayLength(&y)) {
    return;
  }
  let i = at % INNER;
  let c = at / INNER % CHUNKS;
  let first = at / (INNER * CHUNKS) * LENGTH * INNER + i;
  var value = x[first + c * INNER];
  var sum = Sum(value, T(0));
  for (var l = c + CHUNKS; l < LENGTH; l += CHUNKS) {
    let next = x[first + l * INNER];
    switch FUNCTION {
      case MAXIMUM: { value = max(value, next); }
      case MINIMUM: { value = min(value, next); }
      default: { sum = plus(sum, next); }
    }
  }
  if (FUNCTION == SUM) {
    value = total(sum) / T(DIVISOR);
  }
  y[at] = value;
}
