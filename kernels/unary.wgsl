// Elementwise functions of one value  y[i] = f(x[i]), float32.
//
// Dispatch: linearDispatch(size, 256), one element per thread. Includes: linear-index, activations.
// Constants: FUNCTION, one of the numbers below. Scalars: alpha and beta, for the functions that have them.

const NEG = 0u;
const ABS = 1u;
const SIGN = 2u;
const EXP = 3u;
const LOG = 4u;
const SQRT = 5u;
const SQUARE = 6u;
const RECIPROCAL = 7u;
const ERF = 8u;
const RELU = 9u;
const LEAKY_RELU = 10u;
const ELU = 11u;
const SELU = 12u;
const GELU = 13u;
const SILU = 14u;
const SIGMOID = 15u;
const TANH = 16u;
const SOFTPLUS = 17u;
const CLIP = 18u;

// Klambauer et al., "Self-normalizing neural networks" (2017).
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
const SQRT_HALF = 0.7071067811865476;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> scalars: Scalars;

struct Scalars {
  alpha: f32,
  beta: f32,
}

fn apply(x: f32, alpha: f32, beta: f32) -> f32 {
  switch FUNCTION {
    case NEG: { return -x; }
    case ABS: { return abs(x); }
    case SIGN: { return sign(x); }
    case EXP: { return exp(x); }
    case LOG: { return log(x); }
    case SQRT: { return sqrt(x); }
    case SQUARE: { return x * x; }
    case RECIPROCAL: { return 1.0 / x; }
    case ERF: { return errorFunction(x); }
    case RELU: { return max(x, 0.0); }
    case LEAKY_RELU: { return select(alpha * x, x, x > 0.0); }
    // min: the branch that is not taken must not overflow.
    case ELU: { return select(alpha * expMinusOne(min(x, 0.0)), x, x > 0.0); }
    case SELU: { return SELU_SCALE * select(SELU_ALPHA * expMinusOne(min(x, 0.0)), x, x > 0.0); }
    case GELU: { return 0.5 * x * complementaryErrorFunction(-x * SQRT_HALF); }
    case SILU: { return x * sigmoid(x); }
    case SIGMOID: { return sigmoid(x); }
    case TANH: { return hyperbolicTangent(x); }
    case SOFTPLUS: { return softplus(x); }
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
