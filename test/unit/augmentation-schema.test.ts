import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AugmentationPipeline } from '../../src/data/augment/variation.js';
import type { AugmentationLayer, ImageGenerator } from '../../src/index.js';
import { augmentationSchema, type Augmentation, type Generator } from '../../src/recipe/schema/augmentation.js';
import { transformationKernels } from '../../src/train/augment/transformation.js';

type Offline = Extract<Augmentation, { when: 'offline' }>;

describe("a recipe's augmentation", () => {
  it('is what fit and augmentOffline take', () => {
    expectTypeOf<Generator>().toExtend<ImageGenerator>();
    expectTypeOf<Offline['pipelines']>().toExtend<readonly AugmentationPipeline[]>();
    expectTypeOf<Offline['pipelines'][number]['layers'][number]>().toExtend<AugmentationLayer>();
    // And the other way round: whatever these take, a recipe can say.
    expectTypeOf<AugmentationLayer>().toExtend<Offline['pipelines'][number]['layers'][number]>();
    expectTypeOf<keyof ImageGenerator>().toEqualTypeOf<keyof Generator>();
  });

  it('is accepted by the kernels wherever the schema accepts it', () => {
    const generator = { kind: 'generator', rotationDegrees: 180, zoom: 0.999, widthShift: 0, heightShift: 0.999 };
    const online = augmentationSchema.parse({ when: 'online', generator });
    if (online.when === 'online') expect(() => transformationKernels(online.generator, 28, 28)).not.toThrow();
    for (const [share, isAccepted] of [
      [0, true],
      [0.999, true],
      [1, false],
      [-0.1, false],
    ] as const) {
      const layers = [{ kind: 'randomRotation', turns: share } as const];
      expect(augmentationSchema.safeParse({ when: 'offline', pipelines: [{ copies: 1, layers }] }).success).toBe(
        isAccepted,
      );
      const act = () => transformationKernels(layers[0], 28, 28);
      if (isAccepted) expect(act).not.toThrow();
      else expect(act).toThrow();
    }
  });
});
