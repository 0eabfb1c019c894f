import type { Operand } from '../../../tensor/device.js';
import type { KernelTable } from '../../backend.js';
import type { Launcher, LauncherLimits, LaunchRequest } from '../launch.js';
import { shareRows } from './rows.js';
import { requireDType, wgslType } from './wgsl-types.js';

type SoftmaxKernels = Pick<KernelTable, 'softmax' | 'softmaxCrossEntropy' | 'softmaxCrossEntropyGradient'>;

/** Softmax and its cross-entropy, row by row: kernels/softmax.wgsl, softmax-cross-entropy.wgsl. */
export function softmaxKernels(gpu: Launcher): SoftmaxKernels {
  return {
    softmax([x], [y], { rows, columns, logarithm }) {
      requireDType('softmax', x, ['float32']);
      const sharing = shareRows(rows, columns, gpu.limits);
      gpu.launch({
        kernel: 'softmax',
        constants: { COLUMNS: columns, LOGARITHM: logarithm, ...sharing.constants },
        aliases: { T: 'f32' },
        include: [...sharing.include, 'softmax-row'],
        reads: [x],
        writes: [y],
        dispatch: columns === 0 ? [0, 0, 0] : sharing.dispatch,
      });
    },

    softmaxCrossEntropy([logits, targets], [losses], { rows, columns, labelSmoothing }) {
      gpu.launch({
        ...crossEntropy(targets, rows, columns, gpu.limits),
        entry: 'losses',
        reads: [logits, targets],
        writes: [losses],
        scalars: [labelSmoothing],
      });
    },

    softmaxCrossEntropyGradient([logits, targets, dlosses], [dlogits], { rows, columns, labelSmoothing }) {
      gpu.launch({
        ...crossEntropy(targets, rows, columns, gpu.limits),
        entry: 'gradient',
        reads: [logits, targets, dlosses],
        writes: [dlogits],
        scalars: [labelSmoothing],
      });
    },
  };
}

/** What the loss and its gradient have in common. */
function crossEntropy(
  targets: Operand,
  rows: number,
  columns: number,
  limits: LauncherLimits,
): Pick<LaunchRequest, 'kernel' | 'constants' | 'aliases' | 'include' | 'dispatch'> {
  const type = wgslType('softmaxCrossEntropy', targets, ['float32', 'int32']);
  const sharing = shareRows(rows, columns, limits);
  return {
    kernel: 'softmax-cross-entropy',
    constants: { COLUMNS: columns, HAS_LABELS: type === 'i32', ...sharing.constants },
    aliases: { T: 'f32', Target: type },
    include: [...sharing.include, 'softmax-row'],
    dispatch: sharing.dispatch,
  };
}
