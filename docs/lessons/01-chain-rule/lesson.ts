/** A derivative by differences, then one neuron: its derivatives by hand and by the engine, digit for digit. */
import { tensor } from 'handgrad';

// 1. The slope of f(x) = x^3 at x = 0.7 is 3 * 0.7^2 = 1.47. Two quotients come close to it, then rounding takes over.
const f = (x: number) => x ** 3;
const [at, slope] = [0.7, 1.47];
console.log('error of the slope of x^3 at x = 0.7');
console.log('h      one-sided     central');
for (let exponent = 1; exponent <= 11; exponent += 2) {
  const h = 10 ** -exponent;
  const oneSided = (f(at + h) - f(at)) / h;
  const central = (f(at + h) - f(at - h)) / (2 * h);
  const errors = [oneSided, central].map((quotient) =>
    Math.abs(quotient - slope)
      .toExponential(2)
      .padStart(11),
  );
  console.log(`1e-${String(exponent).padEnd(2)} ${errors.join(' ')}`);
}

// 2. One neuron, forwards: every value on the way is kept, for the derivatives need them.
const [x, w, b, target] = [1.5, 0.8, -0.5, 1];
const z = w * x + b;
const a = 1 / (1 + Math.exp(-z));
const loss = (a - target) ** 2;
console.log(`\nforwards\nz = w x + b           ${z}\na = sigmoid(z)        ${a}\nL = (a - target)^2    ${loss}`);

// 3. Backwards: each factor is the slope of one step; their products are the derivatives.
const dLda = 2 * (a - target);
const dLdz = dLda * a * (1 - a);
console.log('\nbackwards, by hand');
console.log(`dL/da = 2 (a - target)     ${dLda}`);
console.log(`dL/dz = dL/da * a (1 - a)  ${dLdz}`);
console.log(`dL/dw = dL/dz * x          ${dLdz * x}`);
console.log(`dL/db = dL/dz              ${dLdz}`);

// 4. The same by the engine, in the same precision.
const float64 = { dtype: 'float64', requiresGrad: true } as const;
const weight = tensor(w, float64);
const bias = tensor(b, float64);
const computed = weight.mul(x).add(bias).sigmoid().sub(target).square();
computed.backward();
console.log('\nbackwards, by the engine');
console.log(`L     = ${await computed.item()}`);
console.log(`dL/dw = ${await weight.grad!.item()}`);
console.log(`dL/db = ${await bias.grad!.item()}`);
