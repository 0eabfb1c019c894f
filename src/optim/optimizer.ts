import { noGrad } from '../autograd/recording.js';
import { packTogether } from '../backend/pack-together.js';
import { perStep } from '../backend/program/per-step.js';
import { runInPlace } from '../backend/run.js';
import type { Json } from '../nn/json.js';
import { checkNotNegative, checkPositive, withDefaults } from '../nn/options.js';
import { matchByName, writeTensor, type NamedArray, type Parameter } from '../nn/parameter.js';
import { zeros } from '../ops/create.js';
import type { Backend } from '../backend/backend.js';
import { HandgradError } from '../tensor/error.js';
import { keep, tidy } from '../tensor/lifetime.js';
import { sameShape, shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { clipGradients, type ClippingOptions } from './clip-gradients.js';
import { asSchedule } from './schedules/as-schedule.js';
import type { Schedule } from './schedules/schedule.js';

/** Changes parameters against their gradients, step by step. */
export interface Optimizer {
  /** `sgd`, `adam`, ... */
  readonly kind: string;
  /** The rate of the next update: the schedule's at `counters.steps`, times `counters.learningRateScale`. */
  readonly learningRate: number;
  /** With `state` and the parameters, all that the next update depends on. Plain numbers, to be saved and set again. */
  readonly counters: OptimizerCounters;
  /**
   * What is remembered of each parameter's gradients, called `<parameter>/<slot>`: `dense/kernel/m`. Changed in place. Holds the
   * parameters given to `prepare` or `apply` so far.
   */
  readonly state: ReadonlyMap<string, Tensor>;
  /** Makes the state of these parameters, zeros, where there is none yet. `apply` does so by itself; a resumed run needs it earlier. */
  prepare(parameters: readonly Parameter[]): void;
  /**
   * One update, in place. `gradients`: dL/dw for each parameter, of its shape; by default what `backward` left in `grad`.
   * @throws {HandgradError} when a gradient is missing or of another shape, or a parameter is not trainable.
   */
  apply(parameters: readonly Parameter[], gradients?: readonly Tensor[]): void;
  /**
   * The launches of `apply` without its counting: what a step that is recorded contains. `advance` has to follow each time the
   * launches have been made.
   */
  update(parameters: readonly Parameter[], gradients: readonly Tensor[]): void;
  /** Counts one update as made. */
  advance(): void;
  /**
   * Goes on from counters and state that were saved, for the parameters that they belong to.
   * @throws {HandgradError} when they are of other parameters or of another kind of optimiser.
   */
  load(saved: SavedOptimizer, parameters: readonly Parameter[]): void;
  /** Kind and options as plain JSON, from which `optimizerFromDescription` makes it again. */
  describe(): OptimizerDescription;
}

/** What an optimiser counts. */
export interface OptimizerCounters {
  /** How many updates have been made. */
  steps: number;
  /** Multiplies the schedule: 1 at first, lowered when training reaches a plateau. */
  learningRateScale: number;
}

/** An optimiser's counters and state, copied to the host. */
export interface SavedOptimizer {
  /** How far it had come. */
  readonly counters: OptimizerCounters;
  /** What it remembered of each parameter's gradients: `dense/kernel/m`. */
  readonly state: readonly NamedArray[];
}

/** An optimiser as plain JSON: its kind, and all its options by name. */
export interface OptimizerDescription {
  /** One of `optimizerKinds`. */
  readonly kind: string;
  readonly [option: string]: Json;
}

/** What every optimiser can be given. */
export interface OptimizerOptions extends ClippingOptions {
  /** A number, or a schedule over the steps. */
  learningRate: number | Schedule;
  /**
   * Decoupled weight decay (Loshchilov & Hutter 2019): before each update, w -= learningRate * weightDecay * w. All parameters
   * decay, as in Keras. Not in the loss; for that see penalties.
   */
  weightDecay: number;
}

export const commonDefaults = { weightDecay: 0, clipValue: null, clipNorm: null, clipGlobalNorm: null };

/** What one kind of optimiser does. */
export interface UpdateRule {
  /** What it remembers of each parameter: zeros of the parameter's shape at first. */
  readonly slots: readonly string[];
  /** Whether the update decays the weights itself. */
  readonly fusesWeightDecay?: boolean;
  /**
   * The update of a parameter. Its scalars, computed in double precision, change from step to step: they are `perStep`, of what
   * `now` says of the update that is about to be made, and shared by all parameters.
   */
  update(now: () => UpdateTime): (g: Tensor, w: Tensor, slots: readonly Tensor[]) => void;
}

/** When an update is made. */
export interface UpdateTime {
  /** Counts from 1. */
  readonly t: number;
  readonly learningRate: number;
}

/** Options as they are given: each may be left out. */
export type Given<O> = { readonly [K in keyof O]?: O[K] | undefined };

/** `given` over `defaults`, with the common ones checked. @throws {HandgradError} naming the optimiser and the option. */
export function resolveOptions<O extends OptimizerOptions>(kind: string, defaults: O, given: Given<O>): O {
  const options = withDefaults<O>(kind, defaults, given);
  asSchedule(kind, 'learningRate', options.learningRate);
  checkNotNegative(kind, 'weightDecay', options.weightDecay);
  const clippings = (['clipValue', 'clipNorm', 'clipGlobalNorm'] as const).filter((name) => options[name] !== null);
  for (const name of clippings) checkPositive(kind, name, options[name]);
  if (clippings.length > 1)
    throw new HandgradError(`${kind}: ${clippings.join(' and ')} exclude each other; give one of them`);
  return options;
}

/** The optimiser that a rule makes: schedule, clipping, weight decay and state are the same for all. */
export function createOptimizer<O extends OptimizerOptions>(kind: string, options: O, rule: UpdateRule): Optimizer {
  const { learningRate, weightDecay, ...others } = options;
  const schedule = asSchedule(kind, 'learningRate', learningRate);
  const counters: OptimizerCounters = { steps: 0, learningRateScale: 1 };
  const nextRate = () => schedule.at(counters.steps) * counters.learningRateScale;
  const slots = slotStore(kind, rule.slots);
  const update = rule.update(() => ({ t: counters.steps + 1, learningRate: nextRate() }));
  const decay = perStep(() => ({ learningRate: nextRate(), momentum: 0, nesterov: false }));

  return {
    kind,
    counters,
    get learningRate() {
      return nextRate();
    },
    state: slots.byName,
    prepare(parameters) {
      slots.make(parameters);
    },
    apply(parameters, gradients = parameters.map((parameter) => gradientOf(kind, parameter))) {
      this.update(parameters, gradients);
      this.advance();
    },
    update(parameters, gradients) {
      parameters.forEach((parameter, i) => checkGradient(kind, parameter, gradients[i]));
      slots.make(parameters);
      tidy(() =>
        noGrad(() => {
          const clipped = clipGradients(gradients, options);
          if (weightDecay > 0 && !rule.fusesWeightDecay) {
            // w -= rate * weightDecay * w
            for (const { value: w } of parameters) runInPlace('sgd', [w.mul(weightDecay)], [w, null], decay);
          }
          parameters.forEach((parameter, i) => update(clipped[i], parameter.value, slots.of(parameter)));
        }),
      );
    },
    advance() {
      counters.steps++;
    },
    load(saved, parameters) {
      const learningRateScale = checkNotNegative(kind, 'learningRateScale', saved.counters.learningRateScale);
      const steps = checkNotNegative(kind, 'steps', saved.counters.steps);
      this.prepare(parameters);
      const own = [...slots.byName].map(([name, value]) => ({ name, value }));
      const arrays = matchByName(`${kind}: the state is of another optimiser or model`, own, saved.state);
      own.forEach(({ value }, i) => writeTensor(value, arrays[i]));
      Object.assign(counters, { steps, learningRateScale });
    },
    describe: () => ({
      kind,
      learningRate: typeof learningRate === 'number' ? learningRate : learningRate.description,
      weightDecay,
      // Numbers, booleans and null: every optimiser checks its own.
      ...(others as { readonly [option: string]: Json }),
    }),
  };
}

/** What is remembered of every parameter met so far. It outlives the steps. */
function slotStore(kind: string, slotNames: readonly string[]) {
  const byName = new Map<string, Tensor>();
  const byParameter = new Map<string, { value: Tensor; slots: readonly Tensor[] }>();
  const isNew = ({ name, value }: Parameter): boolean => {
    const known = byParameter.get(name);
    if (!known || known.value === value) return !known;
    throw new HandgradError(
      `${kind}: it already updates another parameter called '${name}'; make one optimiser for each model`,
    );
  };
  /** Makes the slots of those parameters that have none yet. Each slot lies in memory as the parameters do. */
  const make = (parameters: readonly Parameter[]): void => {
    const added = parameters.filter(isNew);
    for (const { name, value } of added) byParameter.set(name, { value, slots: slotNames.map(() => zerosLike(value)) });
    const slotsOf = ({ name }: Parameter) => byParameter.get(name)!.slots;
    slotNames.forEach((_, i) => packTogether(added.map((parameter) => slotsOf(parameter)[i])));
    for (const parameter of added) {
      slotNames.forEach((slot, i) => byName.set(`${parameter.name}/${slot}`, slotsOf(parameter)[i]));
    }
  };
  return { byName, make, of: ({ name }: Parameter): readonly Tensor[] => byParameter.get(name)!.slots };
}

function zerosLike({ shape, dtype, device }: Tensor): Tensor {
  return keep(zeros(shape, { dtype, backend: device as Backend }));
}

function gradientOf(kind: string, { name, value }: Parameter): Tensor {
  if (value.grad) return value.grad;
  throw new HandgradError(
    `${kind}: the parameter '${name}' has no gradient; call backward() on a loss that depends on it`,
  );
}

function checkGradient(kind: string, { name, value, trainable }: Parameter, gradient: Tensor | undefined): void {
  if (!trainable) throw new HandgradError(`${kind}: the parameter '${name}' is not trainable; give model.trainable`);
  if (!gradient || !sameShape(gradient.shape, value.shape)) {
    throw new HandgradError(
      `${kind}: the gradient of '${name}' is ${gradient ? shapeText(gradient.shape) : 'missing'}, expected ${shapeText(value.shape)}`,
    );
  }
}
