// Elementwise functions of one value  y[i] = f(x[i]), int32.
//
// Dispatch: linearDispatch(size, 256), one element per thread. Includes: linear-index.
// Constants: FUNCTION, one of the numbers below. Scalars: alpha and beta, for clip.

const NEG = 0u;
const ABS = 1u;
const SIGN = 2u;
const SQUARE = 3u;
const CLIP = 4u;

@group(0) @binding(0) var<storage, read> x: array<i32>;
@group(0) @binding(1) var<storage, read_write> y: array<i32>;
@group(0) @binding(2) var<uniform> scalars: Scalars;

struct Scalars {
  alpha: i32,
  beta: i32,
}

fn apply(x: i32, alpha: i32, beta: i32) -> i32 {
  switch FUNCTION {
    case NEG: { return -x; }
    case ABS: { return abs(x); }
    case SIGN: { return sign(x); }
    case SQUARE: { return x * x; }
    case CLIP: { return min(max(x, alpha), beta); }
    default: { return x; }
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linearIndex(id, workgroups, WORKGROUP_SIZE);
  if (i < arrayLength(&y)) {
    y[i] = apply(x[i], scalars.alpha, scalars.beta);
  }
}
