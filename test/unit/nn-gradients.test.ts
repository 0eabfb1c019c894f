import { describe, expect, it } from 'vitest';
import { layerGradientCases } from '../../src/nn/gradient-cases.js';
import { layerKinds } from '../../src/nn/index.js';
import { checkGradientCase } from '../../src/ops/gradient-case.js';

const cases = Object.entries(layerGradientCases).flatMap(([kind, all]) =>
  all.map((one) => [kind, one.covers, one] as const),
);

describe('gradients of layers', () => {
  it.each(cases)('%s, %s: batch and parameters agree with differences to 1e-6', async (_, __, gradientCase) => {
    for (const mode of ['projection', 'jacobian'] as const) {
      const check = await checkGradientCase(gradientCase, { mode });
      expect(check!.inputs).toHaveLength(gradientCase.inputs.length);
      expect(check!.relativeError).toBeLessThan(1e-6);
    }
  });

  it('are checked for every kind', () => {
    expect(Object.keys(layerGradientCases).sort()).toEqual([...layerKinds, 'block'].sort());
    expect(cases.every(([, , { inputs }]) => inputs.length > 0)).toBe(true);
  });
});
