import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import { planProduct } from '../../src/backend/wasm/kernels/product-plan.js';
import { openWasmTeams } from './adapter.js';
import { expectExact } from './large-product.js';

/**
 * More megabytes of the right side than are packed at once: read where they lie, with fewer groups of rows than threads, some of which could go
 * on to the next blocks of the depth while others are still at the first; and packed in stages.
 */
const inPlace = { m: 32, n: 260, k: 6000 };
const inStages = { m: 200, n: 260, k: 6000 };

test('the deep products are read in place and packed in several stages', () => {
  const plan = ({ m, n, k }: typeof inPlace) => planProduct(m, n, k, { transposeB: false, isFused: true });
  expect(plan(inPlace).readsBInPlace).toBe(true);
  const { readsBInPlace, blocks, stageBlocks } = plan(inStages);
  expect(readsBInPlace).toBe(false);
  expect(blocks).toBeGreaterThan(stageBlocks);
});

// Parts of a sum may be added by several threads one after the other, or by one: never by two at once. Several times, since races are not always lost.
describe.each(await openWasmTeams())('a deep product on $name', ({ backend }) => {
  test.each([inPlace, inStages])('is exact each time: %o', async (product) => {
    for (let time = 0; time < 3; time++) await expectExact(backend as Backend, product);
  });
});
