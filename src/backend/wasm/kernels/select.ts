import type { KernelTable } from '../../backend.js';
import type { Launcher } from '../launch.js';
import { launchBroadcast } from './broadcast.js';
import { numberType, requireDType } from './required-dtype.js';

/** y = condition !== 0 ? a : b, all three broadcast to y's shape. */
export function selectKernel(launcher: Launcher): KernelTable['select'] {
  return ([condition, a, b], [y]) => {
    const dtype = numberType('select', condition);
    requireDType('select', b, [numberType('select', a)]);
    launchBroadcast(launcher, {
      code: `select/${dtype}`,
      inputs: [condition, a, b],
      y,
      isCostly: false,
      combine: (_, [test, ifTrue, ifFalse]) =>
        dtype === 'float32' ? test.notEqual(0).select(ifTrue, ifFalse) : test.asInts().equal(0).select(ifFalse, ifTrue),
    });
  };
}
