import { describe, expect, it } from 'vitest';
import { setBackend } from '../../src/backend/current.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { checkGradientCase } from '../../src/ops/gradient-case.js';
import { gradientCases } from '../../src/ops/gradient-cases.js';
import '../../src/ops/index.js';

setBackend(referenceBackend());

describe.each(Object.entries(gradientCases))('%s', (_, cases) => {
  it.each(cases)('agrees with central differences: $covers', async (gradientCase) => {
    for (const mode of ['projection', 'jacobian'] as const) {
      const check = await checkGradientCase(gradientCase, { mode, seed: 1 });
      if (gradientCase.derivative === 'none')
        expect(check, `${mode}: a derivative, though none was declared`).toBeNull();
      else expect(check?.relativeError, `${mode}: ${JSON.stringify(check)}`).toBeLessThan(1e-6);
    }
  });

  const twice = cases.filter(({ derivative = 'second' }) => derivative === 'second');
  it.each(twice)('has a second derivative that agrees with central differences: $covers', async (gradientCase) => {
    for (const mode of ['projection', 'jacobian'] as const) {
      const check = await checkGradientCase(gradientCase, { mode, order: 2, seed: 2 });
      expect(check?.relativeError, `${mode}: ${JSON.stringify(check)}`).toBeLessThan(1e-6);
    }
  });
});
