/** Lesson 10: masks that are functions of their place, the same on the way back, and what they do to a sum. */
import { ops, ones, referenceBackend, setBackend, tensor, type Tensor } from 'handgrad';

setBackend(referenceBackend());
const place = { seed: 1, stream: 'dropout/lesson' };

console.log('eight ones after dropout, rate 0.5');
for (const step of [0, 1, 2]) {
  const x = ones([8], { dtype: 'float64', requiresGrad: true });
  const y = ops.dropout(x, { rate: 0.5, ...place, step });
  y.backward({ upstream: ones([8], { dtype: 'float64' }) });
  console.log(`  step ${step}   y ${await digits(y)}   dL/dx ${await digits(x.grad!)}`);
}
const first = ops.dropout(ones([4]), { rate: 0.5, ...place, step: 0 });
console.log(`  step 0, four ones alone   ${await digits(first)}`);

const x = [1, 2, 3, 4];
const w = [1, -1, 0.5, 2];
const MASKS = 20_000;
console.log(`\nz = w x = 8.5 with x dropped out, over ${MASKS} masks`);
console.log('  rate   mean of z   variance   derived');
for (const rate of [0.2, 0.5, 0.8]) {
  const rows = tensor([x], { dtype: 'float64' }).broadcastTo([MASKS, 4]);
  const z = ops.dropout(rows, { rate, ...place }).dot(tensor(w, { dtype: 'float64' }));
  const derived = (rate / (1 - rate)) * w.reduce((sum, weight, i) => sum + (weight * x[i]) ** 2, 0);
  const [mean, variance] = [await z.mean().item(), await z.variance().item()];
  console.log(`  ${rate}  ${fixed(mean, 11)} ${fixed(variance, 10)} ${fixed(derived, 9)}`);
}

async function digits(numbers: Tensor): Promise<string> {
  return Array.from(await numbers.data()).join(' ');
}

function fixed(value: number, width: number): string {
  return value.toFixed(2).padStart(width);
}
