import { describe, expect, it } from 'vitest';
import {
  constantRate,
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  scheduleFromDescription,
  stepDecay,
  warmUp,
  type Schedule,
} from '../../src/optim/index.js';

describe('the rate of each step, by hand', () => {
  it.each<[string, Schedule, [step: number, rate: number][]]>([
    [
      'a constant rate stays',
      constantRate(0.1),
      [
        [0, 0.1],
        [1e6, 0.1],
      ],
    ],
    [
      'inverse-time decay halves at step 1 / decay',
      inverseTimeDecay({ learningRate: 0.8, decay: 0.01 }),
      [
        [0, 0.8],
        [100, 0.4],
        [300, 0.2],
      ],
    ],
    [
      'step decay changes at multiples of `every` only',
      stepDecay({ learningRate: 1, factor: 0.5, every: 10 }),
      [
        [0, 1],
        [9, 1],
        [10, 0.5],
        [19, 0.5],
        [20, 0.25],
      ],
    ],
    [
      'exponential decay passes through the same points smoothly',
      exponentialDecay({ learningRate: 1, factor: 0.25, every: 10 }),
      [
        [0, 1],
        [5, 0.5],
        [10, 0.25],
        [20, 0.0625],
      ],
    ],
    [
      'cosine decay is halfway down in the middle and flat after the end',
      cosineDecay({ learningRate: 1, steps: 100, final: 0.2 }),
      [
        [0, 1],
        [50, 0.6],
        [100, 0.2],
        [1000, 0.2],
      ],
    ],
    [
      'warm-up rises in a straight line and then starts its schedule from the beginning',
      warmUp({ steps: 4, from: 0.2, then: stepDecay({ learningRate: 1, factor: 0.5, every: 2 }) }),
      [
        [0, 0.2],
        [2, 0.6],
        [4, 1],
        [5, 1],
        [6, 0.5],
      ],
    ],
    [
      'warm-up starts at 0 by default',
      warmUp({ steps: 10, then: 0.5 }),
      [
        [0, 0],
        [5, 0.25],
        [10, 0.5],
        [99, 0.5],
      ],
    ],
  ])('%s', (_, schedule, points) => {
    for (const [step, rate] of points) expect(schedule.at(step)).toBeCloseTo(rate, 14);
  });
});

describe('descriptions', () => {
  it.each([
    constantRate(0.1),
    inverseTimeDecay({ learningRate: 0.1, decay: 1e-3 }),
    stepDecay({ learningRate: 0.1, factor: 0.5, every: 7 }),
    exponentialDecay({ learningRate: 0.1, factor: 0.9, every: 3 }),
    cosineDecay({ learningRate: 0.1, steps: 50 }),
    warmUp({ steps: 5, then: cosineDecay({ learningRate: 0.1, steps: 50 }) }),
    warmUp({ steps: 5, then: 0.3 }),
  ])('of $description.kind survive JSON and give the same rates', (schedule) => {
    const again = scheduleFromDescription(JSON.parse(JSON.stringify(schedule.description)));
    expect(again.description).toEqual(schedule.description);
    for (let step = 0; step < 60; step++) expect(again.at(step)).toBe(schedule.at(step));
  });

  it.each<[object, string]>([
    [{ kind: 'linear' }, "schedule: unknown kind 'linear' (known: constantRate, inverseTimeDecay, "],
    [
      { kind: 'stepDecay', learningRate: 1, factor: 0.5, every: 2.5 },
      'stepDecay: every is 2.5, expected a whole number from 1 up',
    ],
    [{ kind: 'stepDecay', learningRate: 1, factor: 0, every: 2 }, 'stepDecay: factor is 0, expected a number above 0'],
    [
      { kind: 'exponentialDecay', learningRate: 1, every: 2 },
      'exponentialDecay: factor is undefined, expected a number above 0',
    ],
    [
      { kind: 'cosineDecay', learningRate: -1, steps: 5 },
      'cosineDecay: learningRate is -1, expected a number from 0 up',
    ],
    [
      { kind: 'inverseTimeDecay', learningRate: 1, decay: -1 },
      'inverseTimeDecay: decay is -1, expected a number from 0 up',
    ],
    [
      { kind: 'constantRate', learningRate: 1, decay: 1 },
      "constantRate: unknown option 'decay' (known: kind, learningRate)",
    ],
    [{ kind: 'warmUp', steps: 5 }, 'schedule: found undefined, expected { kind, ... }'],
    [{ kind: 'warmUp', steps: 5, then: -1 }, 'warmUp: then is -1, expected a number from 0 up'],
  ])('%j is refused', (description, message) => {
    expect(() => scheduleFromDescription(description)).toThrow(message);
  });
});
