import { classificationReport, type ClassificationScores } from '../../train/classification-report.js';
import type { GradientNormRecord } from '../../train/callbacks/record-gradient-norms.js';
import { confusionMatrix } from '../../train/confusion-matrix.js';
import { evaluate } from '../../train/evaluate.js';
import type { EpochRecord } from '../../train/history.js';
import { predict, predictedClasses } from '../../train/predict.js';
import { summarize } from '../../nn/summary.js';
import type { Interval } from '../statistics/interval.js';
import { wilsonInterval } from '../statistics/wilson-interval.js';
import { classRates, extremesOf, type ClassRates } from './class-rates.js';
import { layerTable, type LayerRow } from './layer-table.js';
import { mistakesOf, type Mistake } from './mistakes.js';
import { timingOf, type Timing } from './timing.js';
import type { TrainedRun } from './trained-run.js';

/** Every number of a report: what `report.json` holds. */
export interface RunFigures {
  readonly name: string;
  readonly data: string;
  readonly backend: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly epochs: readonly EpochRecord[];
  readonly timing: Timing | null;
  readonly layers: readonly LayerRow[];
  readonly parameters: { readonly total: number; readonly trainable: number; readonly nonTrainable: number };
  readonly scored: ScoredFigures;
  readonly gradientNorms: readonly GradientNormRecord[] | null;
}

/** What a network is worth on some images. */
export interface ScoredFigures {
  readonly what: string;
  readonly images: number;
  /** What the first of them is. */
  readonly firstLabel: number;
  readonly right: number;
  readonly loss: number;
  /** Share that is read right. */
  readonly accuracy: number;
  /** 95 % interval of the accuracy, for images drawn at random. */
  readonly interval: Interval;
  readonly misclassificationRate: number;
  /** [label][prediction] */
  readonly confusionMatrix: readonly (readonly number[])[];
  readonly classes: readonly ClassRates[];
  readonly macro: ClassificationScores;
  readonly weighted: ClassificationScores;
  readonly extremes: ReturnType<typeof extremesOf>;
  /** All of them, most confident first. */
  readonly mistakes: readonly Mistake[];
}

/** Measures a trained network and brings together what its training has left. */
export async function measureRun(run: TrainedRun): Promise<RunFigures> {
  const { name, data, backend, settings, epochs, model, gradientNorms } = run;
  const { total, trainable, nonTrainable } = summarize(model);
  return {
    name,
    data,
    backend,
    settings: Object.fromEntries(settings.map((setting) => [setting.name, setting.value])),
    epochs,
    timing: timingOf(epochs, run),
    layers: layerTable(model),
    parameters: { total, trainable, nonTrainable },
    scored: await score(run),
    gradientNorms,
  };
}

async function score({ model, loss, scored }: TrainedRun): Promise<ScoredFigures> {
  const { what, pictures, examples } = scored;
  const { labels, classes, count } = pictures;
  const meanLoss = scored.meanLoss ?? (await evaluate(model, examples, { loss, penalties: false })).loss;
  const probabilities = await predict(model, examples, { activation: 'softmax' });
  const matrix = confusionMatrix(labels, predictedClasses(probabilities), classes);
  const report = classificationReport(matrix);
  const mistakes = mistakesOf(probabilities, labels);
  const right = count - mistakes.length;
  return {
    what,
    images: count,
    firstLabel: labels[0],
    right,
    loss: meanLoss,
    accuracy: right / count,
    interval: wilsonInterval(right, count),
    misclassificationRate: mistakes.length / count,
    confusionMatrix: matrix.counts,
    classes: classRates(report),
    macro: report.macro,
    weighted: report.weighted,
    extremes: extremesOf(report),
    mistakes,
  };
}
