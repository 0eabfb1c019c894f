// Activations and the special functions under them, float32. Include this file; it declares functions only.
//
// WGSL's exp overflows to infinity, and infinity over infinity is NaN, so every exp here has an argument of at most 0 wherever
// the result is divided by. WGSL's tanh may overflow inside (it inherits its error from sinh / cosh), hence `hyperbolicTangent`.

// 1 / (1 + exp(-x)).
fn sigmoid(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}

// tanh(x). Near 0 by Cephes' polynomial (tanhf.c, S. L. Moshier), where 1 - exp(-2x) would cancel.
fn hyperbolicTangent(x: f32) -> f32 {
  let z = x * x;
  if (z < 0.390625) {
    let p = (((-5.70498872745e-3 * z + 2.06390887954e-2) * z - 5.37397155531e-2) * z + 1.33314422036e-1) * z - 3.33332819422e-1;
    return p * z * x + x;
  }
  let e = exp(-2.0 * abs(x));
  return sign(x) * (1.0 - e) / (1.0 + e);
}

// exp(x) - 1. Near 0 by its Taylor series, where the subtraction would cancel.
fn expMinusOne(x: f32) -> f32 {
  if (abs(x) < 0.35) {
    return x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0 * (1.0 + x / 7.0))))));
  }
  return exp(x) - 1.0;
}

// log(1 + x) for x >= 0. Near 0 by its Taylor series, where the sum would lose x's digits.
fn logOnePlus(x: f32) -> f32 {
  if (x < 0.03) {
    return x * (1.0 - x * (0.5 - x * (1.0 / 3.0 - x * (0.25 - x * 0.2))));
  }
  return log(1.0 + x);
}

// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)).
fn softplus(x: f32) -> f32 {
  return max(x, 0.0) + logOnePlus(exp(-abs(x)));
}

// erf(x) for |x| <= 1: Cephes' polynomial (ndtrf.c, S. L. Moshier).
fn erfNearZero(x: f32) -> f32 {
  let z = x * x;
  var p = 7.853861353153693e-5;
  p = p * z - 8.010193625184903e-4;
  p = p * z + 5.188327685732524e-3;
  p = p * z - 2.685381193529856e-2;
  p = p * z + 1.128358514861418e-1;
  p = p * z - 3.761262582423300e-1;
  p = p * z + 1.128379165726710;
  return x * p;
}

// 1 - erf(x) for x >= 1 = exp(-x^2) / x times a polynomial in 1 / x^2: Cephes' two (ndtrf.c), below 2 and from 2 on.
fn erfcTail(x: f32) -> f32 {
  let q = 1.0 / x;
  let z = q * q;
  var p: f32;
  if (x < 2.0) {
    p = 2.326819970068386e-2;
    p = p * z - 1.387039388740657e-1;
    p = p * z + 3.687424674597105e-1;
    p = p * z - 5.824733027278666e-1;
    p = p * z + 6.210004621745983e-1;
    p = p * z - 4.944515323274145e-1;
    p = p * z + 3.404879937665872e-1;
    p = p * z - 2.741127028184656e-1;
    p = p * z + 5.638259427386472e-1;
  } else {
    p = -1.047766399936249e+1;
    p = p * z + 1.297719955372516e+1;
    p = p * z - 7.495518717768503;
    p = p * z + 2.921019019210786;
    p = p * z - 1.015265279202700;
    p = p * z + 4.218463358204948e-1;
    p = p * z - 2.820767439740514e-1;
    p = p * z + 5.641895067754075e-1;
  }
  return exp(-x * x) * q * p;
}

// The error function erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.
fn errorFunction(x: f32) -> f32 {
  if (abs(x) <= 1.0) {
    return erfNearZero(x);
  }
  return sign(x) * (1.0 - erfcTail(min(abs(x), 10.0)));
}

// 1 - erf(x), without cancellation for large x.
fn complementaryErrorFunction(x: f32) -> f32 {
  if (abs(x) <= 1.0) {
    return 1.0 - erfNearZero(x);
  }
  let tail = erfcTail(min(abs(x), 10.0));
  return select(2.0 - tail, tail, x > 0.0);
}
