import { describe, expect, it } from 'vitest';
import { main as customOperation } from '../../examples/custom-operation.js';
import { main as digits } from '../../examples/digits.js';
import { main as residual } from '../../examples/residual.js';
import { main as spiral } from '../../examples/spiral.js';
import { main as tenLines } from '../../examples/ten-lines.js';
import { main as xor } from '../../examples/xor.js';

/** Runs an example and gives its figures and what it printed. */
async function run<T>(example: (print: (line: string) => void) => Promise<T>): Promise<T & { lines: string[] }> {
  const lines: string[] = [];
  return { ...(await example((line) => lines.push(line))), lines };
}

describe('examples', () => {
  it('xor is learnt: all four answers are right and sure', async () => {
    const { loss, probabilities, lines } = await run(xor);
    expect(loss).toBeLessThan(0.01);
    expect(probabilities.map((p) => p.toFixed(1))).toEqual(['0.0', '1.0', '1.0', '0.0']);
    expect(lines).toHaveLength(8);
  });

  it('ten lines are enough to learn which of two numbers is larger', async () => {
    const { accuracy, lines } = await run(tenLines);
    expect(accuracy).toBeGreaterThanOrEqual(0.95);
    expect(lines.at(-1)).toContain(`${Math.round(accuracy * 100)} of 100`);
  });

  it('the arms of the spiral are told apart', async () => {
    const { loss, accuracy, lines } = await run(spiral);
    expect(loss).toBeLessThan(0.05);
    expect(accuracy).toBeGreaterThanOrEqual(0.99);
    // The map shows every arm.
    for (const sign of '.+#') expect(lines.slice(-17).join('')).toContain(sign);
  });

  it('with residual connections the same 42 layers come several times closer', async () => {
    const { plain, residual: bypassed } = await run(residual);
    expect(bypassed).toBeLessThan(0.01);
    expect(bypassed).toBeLessThan(plain / 3);
  });

  it("an operation of one's own has the derivatives of its formula", async () => {
    const { relativeError, derivatives } = await run(customOperation);
    expect(relativeError).toBeLessThan(1e-6);
    const y = Math.exp(-0.25);
    [y, -y, -y].forEach((expected, i) => expect(derivatives[i]).toBeCloseTo(expected, 12));
  });

  it('digits are told apart, and the report says how well', async () => {
    const { accuracy, lines } = await run(digits);
    expect(accuracy).toBeGreaterThan(0.9);
    expect(lines.at(-1)).toMatch(/precision/);
    // Slow, because it trains for 1,000 steps on pictures: five seconds of an idle core, more on a shared one.
  }, 60_000);
});
