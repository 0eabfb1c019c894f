/** A computation as a graph, three ways back through it, of which one is wrong, and the way forwards; then the engine's. */
import { tensor } from 'handgrad';

/** A number, and what it was computed from: each input with the slope of this step. */
interface Value {
  readonly id: number;
  readonly number: number;
  readonly inputs: readonly [input: Value, slope: number][];
}
let nextId = 0;
const value = (number: number, inputs: Value['inputs'] = []): Value => ({ id: nextId++, number, inputs });
const add = (a: Value, b: Value) => value(a.number + b.number, [[a, 1], [b, 1]]); // prettier-ignore
const mul = (a: Value, b: Value) => value(a.number * b.number, [[a, b.number], [b, a.number]]); // prettier-ignore

/** y and all that it was computed from, latest first. */
function latestFirst(y: Value): Value[] {
  const found = new Set([y]); // grows while it is gone through
  for (const { inputs } of found) for (const [input] of inputs) found.add(input);
  return [...found].sort((a, b) => b.id - a.id);
}

/** dy/dx of every x below y, and how many slopes were multiplied on the way. */
function backwards(y: Value, way: 'at once' | 'share by share' | 'in order') {
  const arrived = new Map([[y, 1]]);
  const done = new Set<Value>();
  let products = 0;
  const passOn = (from: Value, amount: number) => {
    if (way !== 'share by share' && done.has(from)) return;
    done.add(from);
    for (const [input, slope] of from.inputs) {
      products++;
      arrived.set(input, (arrived.get(input) ?? 0) + amount * slope);
      if (way === 'at once') passOn(input, arrived.get(input)!);
      if (way === 'share by share') passOn(input, amount * slope);
    }
  };
  for (const from of way === 'in order' ? latestFirst(y) : [y]) passOn(from, arrived.get(from)!);
  return { arrived, products };
}

const [a, b] = [value(2), value(3)];
const p = mul(a, b);
const y = mul(mul(p, p), add(p, b));
console.log('way back         dy/da  dy/db  products');
for (const way of ['at once', 'share by share', 'in order'] as const) {
  const { arrived, products } = backwards(y, way);
  console.log(`${way.padEnd(15)}  ${arrived.get(a)}    ${arrived.get(b)}    ${products}`);
}
const [ta, tb] = [2, 3].map((number) => tensor(number, { requiresGrad: true }));
const tp = ta.mul(tb);
tp.mul(tp).mul(tp.add(tb)).backward();
console.log(`the engine       ${await ta.grad!.item()}    ${await tb.grad!.item()}`);

console.log('\nn squarings      share by share  in order');
for (const n of [5, 10, 20]) {
  let power = value(1);
  for (let i = 0; i < n; i++) power = mul(power, power);
  const [shares, order] = [backwards(power, 'share by share').products, backwards(power, 'in order').products];
  console.log(`${String(n).padEnd(15)}  ${String(shares).padStart(14)}  ${String(order).padStart(8)}`);
}
