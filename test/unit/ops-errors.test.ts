import { describe, expect, it } from 'vitest';
import { setBackend } from '../../src/backend/current.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { full, tensor, zeros } from '../../src/ops/create.js';
import { embed } from '../../src/ops/embed.js';
import { concat, stack, where } from '../../src/ops/functions.js';
import '../../src/ops/index.js';
import { scatterAdd } from '../../src/ops/scatter-add.js';
import { HandgradError } from '../../src/tensor/error.js';

setBackend(referenceBackend());

const x = zeros([2, 3]);
const double = zeros([2, 3], { dtype: 'float64' });
const labels = zeros([2], { dtype: 'int32' });
const image = zeros([2, 3], { dtype: 'uint8' });
const elsewhere = zeros([2, 3], { backend: referenceBackend() });

type Case = [what: string, act: () => unknown, message: string];

/** Each is thrown by the call itself, with the operation's name, what was found and the rule that it broke. */
const cases: Case[] = [
  [
    'shapes that do not broadcast',
    () => x.add(zeros([2])),
    'add: shapes [2, 3] and [2] do not broadcast (axis -1: 3 and 2; sizes must agree or one must be 1)',
  ],
  [
    'shapes that do not broadcast in front',
    () => x.mul(zeros([4, 1])),
    'mul: shapes [2, 3] and [4, 1] do not broadcast (axis -2: 2 and 4; sizes must agree or one must be 1)',
  ],
  [
    'dtypes that differ',
    () => x.sub(double),
    'sub: operands differ in dtype: float32 [2, 3] and float64 [2, 3]; cast one of them',
  ],
  [
    'division of whole numbers',
    () => labels.div(2),
    "div: [2] is int32, expected float32 or float64; cast('float32') first",
  ],
  [
    'a root of whole numbers',
    () => labels.sqrt(),
    "sqrt: [2] is int32, expected float32 or float64; cast('float32') first",
  ],
  [
    'arithmetic with bytes',
    () => image.add(1),
    "add: [2, 3] is uint8, expected float32, float64 or int32; cast('float32') first",
  ],
  [
    'a fraction beside whole numbers',
    () => labels.add(0.5),
    "0.5 beside the int32 tensor [2] would lose its fraction; cast('float32') the tensor first",
  ],
  [
    'clip with bounds the wrong way round',
    () => x.clip(1, -1),
    'clip: the lower bound 1 is not below the upper bound -1',
  ],
  ['clip with a bound that is NaN', () => x.clip(NaN, 1), 'clip: the lower bound NaN is not below the upper bound 1'],
  [
    'where with dtypes that differ',
    () => where(x, x, double),
    'where: the two sides differ in dtype: float32 [2, 3] and float64 [2, 3]; cast one of them',
  ],
  ['where with two numbers', () => where(x, 1, 0), 'where: 1 and 0 are both numbers; one must be a tensor'],
  [
    'where with shapes that do not broadcast',
    () => where(x, zeros([2]), 0),
    'where: shapes [2, 3] and [2] do not broadcast (axis -1: 3 and 2; sizes must agree or one must be 1)',
  ],

  [
    'softmax along an axis that does not exist',
    () => x.softmax(2),
    'softmax: axis 2 does not exist in a tensor of 2 axes (expected -2 to 1)',
  ],
  [
    'softmax of whole numbers',
    () => labels.softmax(),
    "softmax: [2] is int32, expected float32 or float64; cast('float32') first",
  ],
  [
    'logSoftmax of a scalar',
    () => full([], 1).logSoftmax(),
    'logSoftmax: axis -1 does not exist in a tensor of 0 axes',
  ],

  [
    'a sum along an axis that does not exist',
    () => x.sum(-3),
    'sum: axis -3 does not exist in a tensor of 2 axes (expected -2 to 1)',
  ],
  ['a mean that names an axis twice', () => x.mean([1, -1]), 'mean: an axis is named twice in [1, -1]'],
  [
    'a variance along an axis that does not exist',
    () => x.variance(2),
    'variance: axis 2 does not exist in a tensor of 2 axes (expected -2 to 1)',
  ],
  [
    'logSumExp along an axis that does not exist',
    () => x.logSumExp(2),
    'logSumExp: axis 2 does not exist in a tensor of 2 axes (expected -2 to 1)',
  ],
  [
    'a sum of whole numbers',
    () => labels.sum(),
    "sum: [2] is int32, expected float32 or float64; cast('float32') first",
  ],
  ['the maximum of nothing', () => zeros([2, 0]).max(1), 'max: [2, 0] has no elements along the reduced axes'],
  ['the mean of nothing', () => zeros([0]).mean(), 'mean: [0] has no elements along the reduced axes'],
  ['the variance of nothing', () => zeros([0]).variance(), 'variance: [0] has no elements along the reduced axes'],
  ['argMax of nothing', () => zeros([0]).argMax(), 'argMax: [0] has no elements along the reduced axes'],

  [
    'matmul with inner sizes that differ',
    () => x.matmul(x),
    'matmul: the inner sizes differ, 3 and 2 ([2, 3] times [2, 3])',
  ],
  [
    'matmul, transposed, with inner sizes that differ',
    () => x.matmul(zeros([3, 2]), { transposeB: true }),
    'matmul: the inner sizes differ, 3 and 2 ([2, 3] times [3, 2] transposed)',
  ],
  [
    'matmul with a vector',
    () => x.matmul(zeros([3])),
    'matmul: both sides need two axes or more, found [2, 3] and [3]',
  ],
  [
    'matmul with batches that do not broadcast',
    () => zeros([2, 2, 3]).matmul(zeros([3, 3, 2])),
    'matmul: shapes [2] and [3] do not broadcast',
  ],
  [
    'matmul with dtypes that differ',
    () => x.matmul(double, { transposeB: true }),
    'matmul: the left side [2, 3] is float32, the right side [2, 3] is float64; cast one of them',
  ],
  [
    'dot with sizes that differ',
    () => zeros([2]).dot(zeros([3])),
    'dot: [2] times [3] is not defined (vectors or matrices; the last size of the left is the first of the right)',
  ],
  ['outer of a matrix', () => x.outer(zeros([3])), 'outer: expected two vectors, found [2, 3] and [3]'],

  [
    'reshape to another size',
    () => x.reshape([4, 2]),
    'reshape: [2, 3] has 6 elements and cannot become [4, 2] (the sizes must multiply to the same number; one may be -1)',
  ],
  [
    'reshape with two open sizes',
    () => x.reshape([-1, -1]),
    'reshape: [2, 3] has 6 elements and cannot become [-1, -1]',
  ],
  [
    'reshape with an open size that is no whole number',
    () => x.reshape([4, -1]),
    'reshape: [2, 3] has 6 elements and cannot become [4, -1]',
  ],
  [
    'transpose with an axis twice',
    () => x.transpose([0, 0]),
    'transpose: [0, 0] is no permutation of the 2 axes of [2, 3] (each must be named once)',
  ],
  ['transpose with too few axes', () => x.transpose([0]), 'transpose: [0] is no permutation of the 2 axes of [2, 3]'],
  ['broadcastTo a smaller shape', () => x.broadcastTo([3]), 'broadcastTo: [2, 3] cannot be stretched to [3]'],
  [
    'broadcastTo a size that is negative',
    () => x.broadcastTo([2, -3]),
    'broadcastTo: [2, -3] is no shape (sizes must be whole numbers, 0 or more)',
  ],
  ['squeeze of an axis that is not 1', () => x.squeeze(0), 'squeeze: axis 0 of [2, 3] has size 2, expected 1'],
  [
    'expandDims beyond the end',
    () => x.expandDims(3),
    'expandDims: axis 3 does not exist in a tensor of 3 axes (expected -3 to 2)',
  ],
  [
    'a slice that reaches outside',
    () => x.slice([0, 2], [2, 2]),
    'slice: begin 2, size 2, step 1 is not inside of axis 1 of [2, 3]',
  ],
  [
    'a slice that begins outside',
    () => x.slice([3]),
    'slice: begin 3, size -1, step 1 is not inside of axis 0 of [2, 3]',
  ],
  [
    'a slice with step 0',
    () => x.slice([0], [1], [0]),
    'slice: begin 0, size 1, step 0 is not inside of axis 0 of [2, 3]',
  ],
  ['a slice of more axes than there are', () => x.slice([0, 0, 0]), 'slice: 3 axes are named, but [2, 3] has 2'],
  [
    "embed with a shape that is not the slice's",
    () => embed([x], { shape: [5], begin: [1], size: [3] }),
    'embed: the slice of [5] has shape [3], the input [2, 3]',
  ],
  [
    'pad with too few pairs',
    () => x.pad([[1, 1]]),
    'pad: [[1,1]] does not fit [2, 3] (expected 2 pairs [before, after] of whole numbers, 0 or more)',
  ],
  [
    'pad with a negative number',
    () =>
      x.pad([
        [0, 0],
        [-1, 0],
      ]),
    'pad: [[0,0],[-1,0]] does not fit [2, 3]',
  ],
  ['concat of nothing', () => concat([]), 'concat: the list of tensors is empty'],
  [
    'concat of shapes that do not fit',
    () => concat([x, zeros([2, 4])]),
    'concat: tensors 0 and 1 do not fit together along axis 0: [2, 3] and [2, 4] (sizes along the other axes must agree)',
  ],
  [
    'concat of dtypes that differ',
    () => concat([x, double]),
    'concat: tensors 0 and 1 differ in dtype: float32 and float64; cast one of them',
  ],
  [
    'stack of shapes that differ',
    () => stack([x, zeros([3])]),
    'stack: tensors 0 and 1 differ in shape: [2, 3] and [3]',
  ],
  ['stack of nothing', () => stack([]), 'stack: the list of tensors is empty'],
  [
    'gather with indices that are not whole',
    () => x.gather(zeros([2])),
    "gather: the indices [2] are float32, expected int32; cast('int32') them",
  ],
  [
    'gather along an axis that does not exist',
    () => x.gather(labels, { axis: 2 }),
    'gather: axis 2 does not exist in a tensor of 2 axes (expected -2 to 1)',
  ],
  [
    'gather that scales whole numbers',
    () => labels.gather(labels, { scale: 0.5 }),
    "gather: int32 [2] cannot be scaled by 0.5; cast('float32') first",
  ],
  [
    "scatterAdd without the indices' axes",
    () => scatterAdd([x, labels], { axis: 1, length: 4 }),
    "scatterAdd: [2, 3] does not have the indices' axes [2] from axis 1 on",
  ],
  [
    'oneHot of numbers that are not whole',
    () => zeros([2]).oneHot(3),
    "oneHot: the indices [2] are float32, expected int32; cast('int32') them",
  ],
  ['oneHot with no class', () => labels.oneHot(0), 'oneHot: the depth is 0, expected 1 or more'],
  [
    'oneHot in whole numbers',
    () => labels.oneHot(3, { dtype: 'int32' }),
    'oneHot: int32 was asked for, expected float32 or float64',
  ],

  [
    'a tensor from ragged arrays',
    () => tensor([[1, 2], [3]]),
    'tensor: the nested arrays are ragged: they begin as [2, 2], but a part has another length or depth',
  ],
  [
    'a tensor whose values do not fill its shape',
    () => tensor(new Float32Array(5), { shape: [2, 3] }),
    'tensor: shape [2, 3] holds 6 values, but 5 were given',
  ],
  [
    'a tensor with a size that is no whole number',
    () => zeros([1.5]),
    'full: [1.5] is no shape (sizes must be whole numbers, 0 or more)',
  ],
  [
    'whole numbers that require a gradient',
    () => zeros([2], { dtype: 'int32', requiresGrad: true }),
    'tensor: int32 [2] cannot require a gradient (float32 and float64 can)',
  ],
  [
    'operands on two backends',
    () => x.add(elsewhere),
    'binary: one operand is on reference (plain loops on one CPU core), another on reference (plain loops on one CPU core), another backend; make both on one',
  ],
];

describe('an operation refuses', () => {
  it.each(cases)('%s', (_, act, message) => {
    let thrown: unknown;
    try {
      act();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(HandgradError);
    expect((thrown as HandgradError).message).toContain(message);
    expect((thrown as HandgradError).message).not.toContain('\n');
  });
});
