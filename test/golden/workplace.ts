import { tensor } from '../../src/ops/create.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import type { Engine } from './engines.js';
import type { Known } from './known-answers.js';

/** What a replay of a known answer does on an engine: make tensors of its precision, and compare. */
export interface Workplace {
  readonly engine: Engine;
  /** A tensor that requires a gradient. */
  variable(known: Known): Tensor;
  constant(known: Known): Tensor;
  /** Fails unless shapes agree and every element does, within the engine's tolerance or the one given. */
  expectEqual(what: string, actual: Tensor | null, expected: Known, tolerance?: number): Promise<void>;
}

const reference = referenceBackend();

export function workOn(engine: Engine): Workplace {
  const make = ({ shape, data }: Known, requiresGrad: boolean) =>
    tensor(Float64Array.from(data), { shape, dtype: engine.dtype, backend: engine.backend!, requiresGrad });
  return {
    engine,
    variable: (known) => make(known, true),
    constant: (known) => make(known, false),
    async expectEqual(what, actual, { shape, data }, tolerance = engine.tolerance) {
      if (!actual) throw new Error(`${what}: no gradient arrived`);
      const expected = tensor(Float64Array.from(data), { shape, dtype: 'float64', backend: reference });
      await expectClose(actual, expected, { relative: tolerance, what });
    },
  };
}
