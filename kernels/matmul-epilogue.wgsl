// What happens to a product's sum before it is written:  y = activation(sum + bias).
//
// Included by the kernels that bind `bias`. Includes: activations.
// Constants: HAS_BIAS (bool), ACTIVATION, one of the numbers below.

const LINEAR = 0u;
const RELU = 1u;
const SIGMOID = 2u;
const TANH = 3u;

fn epilogue(sum: f32, biasIndex: u32) -> f32 {
  var y = sum;
  if (HAS_BIAS) {
    y += bias[biasIndex];
  }
  switch ACTIVATION {
    case RELU: { return max(y, 0.0); }
    case SIGMOID: { return sigmoid(y); }
    case TANH: { return hyperbolicTangent(y); }
    default: { return y; }
  }
}
