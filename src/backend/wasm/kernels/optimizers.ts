import type { Operand } from '../../../tensor/device.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import type { KernelAttributes } from '../../kernels.js';
import { F32x4, I32x4, type FunctionBuilder, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { forEachVectorUnrolled } from './unrolled-loop.js';
import { forEachVector } from './vector-loop.js';

type OptimizerKernels = Pick<KernelTable, 'sgd' | 'adam' | 'nadam' | 'rmsprop' | 'movingAverage'>;

/**
 * Updates of parameters in place. What changes from step to step goes in as scalars, and differences from 1 are taken here: in
 * float32, 1 - 0.999 is off by a part in 10,000.
 */
export function optimizerKernels(launcher: Launcher): OptimizerKernels {
  const launch = (code: string, write: (k: KernelBuilder) => void, operands: Operand[], scalars: readonly number[]) => {
    const size = sizeOf(operands[0].shape);
    launcher.launch({ code, write, operands, scalars: [{ i32: size }, ...scalars], isParallel: isWorthThreads(size) });
  };

  return {
    sgd([g], [w, velocity], { learningRate, momentum, nesterov }) {
      if (!velocity) return launch('sgd', writeSgd, [g, w], [learningRate]);
      const code = nesterov ? 'sgd/nesterov' : 'sgd/momentum';
      launch(code, (k) => writeMomentum(k, nesterov), [g, w, velocity], [learningRate, momentum]);
    },
    adam([g], [w, m, v], attributes) {
      launch('adam', writeAdam, [g, w, m, v], adamScalars(attributes));
    },
    nadam([g], [w, m, v], { learningRate, beta1, beta2, epsilon, mScale, gScale, vScale }) {
      const scalars = [learningRate, 1 - beta1, 1 - beta2, epsilon, mScale, gScale, vScale];
      launch('nadam', writeNadam, [g, w, m, v], scalars);
    },
    rmsprop([g], [w, v], { learningRate, rho, epsilon }) {
      launch('rmsprop', writeRmsprop, [g, w, v], [learningRate, rho, 1 - rho, epsilon]);
    },
    movingAverage([value], [moving], { momentum }) {
      launch('moving-average', writeMovingAverage, [value, moving], [momentum, 1 - momentum]);
    },
  };
}

/** adam with the gradient g[i, j] = x[i] y[j] of a kernel in rows of whole vectors: x and y instead of g. */
export function adamOfOuterProduct(
  launcher: Launcher,
  [x, y]: readonly [Operand, Operand],
  [w, m, v]: readonly Operand[],
  attributes: KernelAttributes<'adam'>,
): void {
  const [rows, columns] = [sizeOf(x.shape), sizeOf(y.shape)];
  launcher.launch({
    code: `adam of outer product ${columns}`,
    write: (k) => writeAdamOfOuterProduct(k, columns),
    operands: [x, y, w, m, v],
    scalars: [{ i32: rows }, ...adamScalars(attributes)],
    isParallel: isWorthThreads(rows * columns),
  });
}

function adamScalars({ stepSize, beta1, beta2, epsilon, decay }: KernelAttributes<'adam'>): number[] {
  return [stepSize, 1 - beta1, 1 - beta2, epsilon, decay];
}

/** w -= learningRate g. */
function writeSgd(k: KernelBuilder): void {
  const [g, w] = pointers(k, 2);
  const [learningRate] = splats(k, 1);
  forEachVectorUnrolled(k, k.integer(0), (at, more) => {
    const weight = F32x4.load(w.add(at), more);
    k.store(w.add(at), weight.sub(learningRate.mul(F32x4.load(g.add(at), more))), more);
  });
}

/** velocity = momentum velocity - learningRate g; w += velocity, or with nesterov w += momentum velocity - learningRate g. */
function writeMomentum(k: KernelBuilder, nesterov: boolean): void {
  const [g, w, velocity] = pointers(k, 3);
  const [learningRate, momentum] = splats(k, 2);
  forEachVectorUnrolled(k, k.integer(0), (at, more) => {
    const step = k.floats(learningRate.mul(F32x4.load(g.add(at), more)));
    const next = k.floats(momentum.mul(F32x4.load(velocity.add(at), more)).sub(step));
    k.store(velocity.add(at), next, more);
    k.store(w.add(at), F32x4.load(w.add(at), more).add(nesterov ? momentum.mul(next).sub(step) : next), more);
  });
}

/** w -= decay w; m += (1-beta1)(g - m); v += (1-beta2)(g^2 - v); w -= stepSize m / (sqrt(v) + epsilon). */
function writeAdam(k: KernelBuilder): void {
  const [g, w, m, v] = pointers(k, 4);
  const update = adamUpdate(k, { w, m, v }, splats(k, 5));
  forEachVector(k, k.integer(0), (at) => update(at, k.floats(F32x4.load(g.add(at)))));
}

/**
 * As adam, for a gradient that is an outer product, g[i, j] = x[i] y[j], and is written down nowhere. `columns`: of g, a multiple of 4.
 *
 * Operands: x, y, w, m, v; scalars: the rows of g, then those of adam.
 */
function writeAdamOfOuterProduct(k: KernelBuilder, columns: number): void {
  const [x, y, w, m, v] = pointers(k, 5);
  const update = adamUpdate(k, { w, m, v }, splats(k, 5));
  const { begin, end } = k.share(k.integer(0));
  const at = k.int(begin.mul(4 * columns));
  k.for(begin, end, 1, (row) => {
    const factor = k.floats(F32x4.loadSplat(x.add(row.mul(4))));
    k.for(0, 4 * columns, 16, (inRow) => {
      // A matrix product adds to zero, which makes the zero of a negative product positive.
      update(at, k.floats(factor.mul(F32x4.load(y.add(inRow))).add(F32x4.const(0))));
      k.increase(at, 16);
    });
  });
}

/** The update of four elements, at an offset in bytes, for their gradient. */
function adamUpdate(
  k: KernelBuilder,
  { w, m, v }: Record<'w' | 'm' | 'v', Local<I32>>,
  [stepSize, rate1, rate2, epsilon, decay]: readonly Local<F32x4>[],
) {
  const updateMean = meanUpdate(k);
  return (at: Local<I32>, gradient: Local<F32x4>) => {
    const mean = updateMean(m.add(at), gradient, rate1);
    const square = updateMean(v.add(at), gradient.mul(gradient), rate2);
    const weight = k.floats(F32x4.load(w.add(at)));
    const decayed = weight.sub(decay.mul(weight));
    k.store(w.add(at), decayed.sub(stepSize.mul(mean).div(square.sqrt().add(epsilon))));
  };
}

/** m and v as in adam; w -= learningRate (mScale m + gScale g) / (sqrt(vScale v) + epsilon). */
function writeNadam(k: KernelBuilder): void {
  const [g, w, m, v] = pointers(k, 4);
  const [learningRate, rate1, rate2, epsilon, mScale, gScale, vScale] = splats(k, 7);
  const updateMean = meanUpdate(k);
  forEachVector(k, k.integer(0), (at) => {
    const gradient = k.floats(F32x4.load(g.add(at)));
    const mean = updateMean(m.add(at), gradient, rate1);
    const square = updateMean(v.add(at), gradient.mul(gradient), rate2);
    const ahead = mScale.mul(mean).add(gScale.mul(gradient));
    const step = learningRate.mul(ahead).div(vScale.mul(square).sqrt().add(epsilon));
    k.store(w.add(at), F32x4.load(w.add(at)).sub(step));
  });
}

/** v = rho v + (1-rho) g^2; w -= learningRate g / sqrt(v + epsilon). */
function writeRmsprop(k: KernelBuilder): void {
  const [g, w, v] = pointers(k, 3);
  const [learningRate, rho, rate, epsilon] = splats(k, 4);
  forEachVector(k, k.integer(0), (at) => {
    const gradient = k.floats(F32x4.load(g.add(at)));
    const square = k.floats(rho.mul(F32x4.load(v.add(at))).add(rate.mul(gradient).mul(gradient)));
    k.store(v.add(at), square);
    k.store(w.add(at), F32x4.load(w.add(at)).sub(learningRate.mul(gradient).div(square.add(epsilon).sqrt())));
  });
}

/** moving = momentum moving + (1 - momentum) value. */
function writeMovingAverage(k: KernelBuilder): void {
  const [value, moving] = pointers(k, 2);
  const [momentum, rate] = splats(k, 2);
  forEachVectorUnrolled(k, k.integer(0), (at, more) => {
    const kept = F32x4.load(moving.add(at), more).mul(momentum);
    k.store(moving.add(at), kept.add(F32x4.load(value.add(at), more).mul(rate)), more);
  });
}

/**
 * Code for mean += rate (sample - mean), in memory, with zero for a mean of less than 2^-126, whose exponent's bits are zero. The moments
 * of weights that get no gradient any more, as those of a picture's border, become such denormal numbers, m after some 800 steps and v after 70,000,
 * and stay so, with which an AMD EPYC takes 7 to 12 instead of 3 to 5 ns for the update of four weights.
 */
function meanUpdate(k: FunctionBuilder) {
  const exponent = k.ints(I32x4.splatConst(0x7f80_0000));
  return (address: I32, sample: F32x4, rate: F32x4): Local<F32x4> => {
    const mean = k.floats(F32x4.load(address));
    k.set<F32x4>(mean, mean.add(rate.mul(sample.sub(mean))));
    const isDenormal = mean.asInts().and(exponent).equal(0);
    k.set<F32x4>(mean, mean.asInts().andNot(isDenormal).asFloats());
    k.store(address, mean);
    return mean;
  };
}

function pointers(k: KernelBuilder, count: number): Local<I32>[] {
  return Array.from({ length: count }, (_, i) => k.pointer(i));
}

/** The scalars after the size, each in all lanes. */
function splats(k: KernelBuilder, count: number): Local<F32x4>[] {
  return Array.from({ length: count }, (_, i) => k.floats(k.scalar(1 + i).splat()));
}
