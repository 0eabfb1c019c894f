import { describe, expect, it } from 'vitest';
import { conv2d, dense, flatten, referenceBackend, sequential, tensor } from '../../src/index.js';
import { beginStroke, extendStroke, type Stroke } from '../../web/src/draw/strokes.js';
import { inkStrokes } from '../../web/src/engine/ink-strokes.js';
import { saliency } from '../../web/src/engine/saliency.js';
import { newestOnly } from '../../web/src/parts/newest-only.js';

describe('the strokes of a drawing', () => {
  it('stay on the pad wherever the pointer goes', () => {
    const strokes = extendStroke(beginStroke([], [0.5, -3]), [[2, 0.25]]);
    expect(strokes).toEqual([
      [
        [0.5, 0],
        [1, 0.25],
      ],
    ]);
  });

  it('do not change when the pointer hardly moves', () => {
    const strokes = beginStroke([], [0.5, 0.5]);
    expect(extendStroke(strokes, [[0.5005, 0.5]])).toBe(strokes);
  });

  it('begin anew where the pad was cleared under a pressed pen', () => {
    expect(extendStroke([], [[0.1, 0.2]])).toEqual([[[0.1, 0.2]]]);
  });
});

describe('the ink of a drawing', () => {
  const inkAt = (strokes: readonly Stroke[], x: number, y: number) => {
    const { pixels, width } = inkStrokes(strokes);
    return pixels[Math.floor(y * width) * width + Math.floor(x * width)];
  };

  it('lies where the pen was, as broad as the pen, and nowhere else', () => {
    const strokes: Stroke[] = [
      [
        [0.2, 0.5],
        [0.8, 0.5],
      ],
    ];
    expect([0.47, 0.5, 0.53].map((y) => inkAt(strokes, 0.5, y))).toEqual([255, 255, 255]);
    expect(inkAt(strokes, 0.5, 0.43)).toBe(0);
    expect(inkAt(strokes, 0.9, 0.5)).toBe(0);
  });

  it('of a single point is a dot', () => {
    expect(inkAt([[[0.3, 0.7]]], 0.3, 0.7)).toBe(255);
    expect(inkAt([[[0.3, 0.7]]], 0.3, 0.6)).toBe(0);
  });
});

describe('the saliency of a pixel', () => {
  it('is how fast the logit of the digit changes with it, whatever the sign', async () => {
    const backend = referenceBackend();
    const model = sequential([conv2d(3, 3, { activation: 'tanh' }), flatten(), dense(4)], {
      inputShape: [5, 6, 1],
      seed: 3,
      dtype: 'float64',
      backend,
    });
    const inputs = Float32Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const { values } = await saliency(model, { count: 1, inputs, inputShape: [5, 6, 1] }, 2);
    const logit = async (at: number, by: number) => {
      const x = Array.from(inputs, (value, i) => (i === at ? value + by : value));
      const logits = model.forward(tensor(Float64Array.from(x), { shape: [1, 5, 6, 1], dtype: 'float64', backend }));
      return (await logits.data())[2];
    };
    for (const at of [0, 13, 29]) {
      const slope = ((await logit(at, 1e-5)) - (await logit(at, -1e-5))) / 2e-5;
      expect(values[at]).toBeCloseTo(Math.abs(slope), 6);
    }
  });
});

describe('asking for the newest only', () => {
  it('passes over what came up while an answer was awaited, but for the last, and goes on after an error', async () => {
    const asked: number[] = [];
    const heard: unknown[] = [];
    const ask = newestOnly(
      async (question: number) => {
        asked.push(question);
        await Promise.resolve();
        if (question === 1) throw new Error('one');
        return -question;
      },
      (answer) => heard.push(answer),
      (error) => heard.push(error.message),
    );
    [1, 2, 3].forEach(ask);
    await new Promise((resolve) => setTimeout(resolve));
    ask(4);
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toEqual([1, 3, 4]);
    expect(heard).toEqual(['one', -3, -4]);
  });
});
