import { describe, expect, it } from 'vitest';
import { gradients } from '../../src/autograd/backward.js';
import { setBackend } from '../../src/backend/current.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { tensor, zeros } from '../../src/ops/create.js';
import '../../src/ops/index.js';
import { keep, memory, tidy } from '../../src/tensor/lifetime.js';
import type { Tensor } from '../../src/tensor/tensor.js';

setBackend(referenceBackend());

function model() {
  return {
    x: tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    w: tensor([[0.1], [0.2], [0.3]], { requiresGrad: true }),
    b: zeros([1], { requiresGrad: true }),
  };
}

function loss({ x, w, b }: ReturnType<typeof model>): Tensor {
  return x.matmul(w).add(b).tanh().softmax(0).sub(1).square().mean();
}

describe('memory', () => {
  it('is the same to the byte after 1,000 tidy steps', () => {
    const parameters = model();
    const before = memory();
    for (let step = 0; step < 1000; step++) {
      tidy(() => {
        loss(parameters).backward();
      });
    }
    expect(memory()).toEqual(before);
  });

  it('is freed by the garbage collector after an ordinary loop that disposes of nothing', async () => {
    const parameters = model();
    loss(parameters).backward();
    const before = await collected();
    // In a function of its own: the loop's last value would stay reachable from this one.
    const step = async () => {
      const value = loss(parameters);
      value.backward();
      return value.item();
    };
    for (let i = 0; i < 300; i++) expect(await step()).toBeGreaterThan(0);
    expect(await collected()).toEqual(before);
  });

  it('of one backward pass outside of tidy is that of the gradients alone', () => {
    const parameters = model();
    const value = loss(parameters);
    const before = memory();
    value.backward();
    const after = memory();
    expect(after.tensors - before.tensors).toBe(2);
    expect(after.bytes - before.bytes).toBe(4 * (3 + 1));
  });

  it('holds one gradient at a time on the way back through a chain, not all of them', () => {
    const x = zeros([1000], { requiresGrad: true });
    let y: Tensor = x;
    for (let i = 0; i < 50; i++) y = y.neg();
    y = y.sum();
    const before = memory().bytes;
    let peak = 0;
    const watched = y.add(0);
    const device = x.device;
    const allocate = device.allocate.bind(device);
    device.allocate = (dtype, size) => {
      peak = Math.max(peak, memory().bytes);
      return allocate(dtype, size);
    };
    try {
      watched.backward();
    } finally {
      device.allocate = allocate;
    }
    expect(peak - before).toBeLessThan(4 * 1000 * 5);
  });

  it('of an operation is that of its result: what it made on the way is freed', () => {
    const x = zeros([2, 3, 4]);
    const before = memory();
    const y = x.softmax(0);
    expect(memory().tensors - before.tensors).toBe(1);
    expect(memory().bytes - before.bytes).toBe(4 * y.size);
  });

  it('of gradients that were asked for with createGraph stays until it is collected or tidied', () => {
    const x = zeros([3], { requiresGrad: true });
    const before = memory();
    tidy(() => {
      const [first] = gradients(x.exp().sum(), [x], { createGraph: true });
      gradients(first.sum(), [x]);
    });
    expect(memory()).toEqual(before);
  });

  it('counts views of one buffer as tensors, the buffer once', () => {
    const before = memory();
    const x = zeros([4]);
    const y = x.reshape([2, 2]);
    expect(memory()).toEqual({ tensors: before.tensors + 2, buffers: before.buffers + 1, bytes: before.bytes + 16 });
    x.dispose();
    expect(memory()).toEqual({ tensors: before.tensors + 1, buffers: before.buffers + 1, bytes: before.bytes + 16 });
    y.dispose();
    expect(memory()).toEqual(before);
  });
});

describe('tidy', () => {
  it('frees everything but what is returned, in arrays and objects too, and what is kept', async () => {
    const before = memory().tensors;
    let kept: Tensor | undefined;
    const { list, map } = tidy(() => {
      const a = tensor([1]);
      kept = keep(a.add(1));
      return { list: [a.add(2)], map: new Map([['b', a.add(3)]]) };
    });
    expect(memory().tensors - before).toBe(3);
    expect(await Promise.all([kept, list[0], map.get('b')].map(async (t) => t?.array()))).toEqual([[2], [3], [4]]);
  });

  it('hands what it returns to the tidy around it', () => {
    const before = memory();
    tidy(() => {
      tidy(() => tensor([1]));
    });
    expect(memory()).toEqual(before);
  });

  it('frees everything when the function throws, and refuses asynchronous ones', () => {
    const before = memory();
    const failing = () =>
      tidy(() => {
        tensor([1]);
        throw new Error('inside');
      });
    expect(failing).toThrow('inside');
    expect(() => tidy(async () => Promise.resolve(1))).toThrow('tidy: the function is asynchronous');
    expect(memory()).toEqual(before);
  });
});

/** The counts once the collector has run and its callbacks as well. */
async function collected() {
  if (!global.gc) throw new Error('run the tests with --expose-gc');
  for (let round = 0; round < 5; round++) {
    global.gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return memory();
}
