import type { EpochProgress, EpochSummary } from './callbacks/progress.js';
import type { EpochRecord } from './history.js';

/**
 * An epoch as it goes on: `loss 0.2831  accuracy 91.93 %  3,412 images/s  12.0 s left`. Empty before anything is known.
 */
export function progressText({ means, examplesPerSecond, secondsLeft }: EpochProgress): string {
  const figures = Object.entries(means ?? {}).map(([name, value]) => `${wordsOf(name)} ${figureText(name, value)}`);
  const speed = examplesPerSecond === null ? [] : [`${rateText(examplesPerSecond)} images/s`];
  const left = secondsLeft === null ? [] : [`${secondsText(secondsLeft)} left`];
  return [...figures, ...speed, ...left].join('  ');
}

/** ` 3/15`: as wide for every epoch. */
export function epochCount(epoch: number, epochs: number): string {
  return `${String(epoch).padStart(String(epochs).length)}/${epochs}`;
}

/** One figure of an epoch. */
export interface Figure {
  /** As in the record: `validationAccuracy`. */
  readonly name: string;
  /** Without where it was measured: `accuracy`. */
  readonly title: string;
  readonly text: string;
  readonly measuredOn: 'training' | 'validation';
}

/** Loss and metrics of an epoch, in words. */
export function figuresOf({ record }: EpochSummary): Figure[] {
  return Object.entries(record)
    .filter(([name]) => !notMeasured.has(name))
    .map(([name, value]) => {
      const isValidation = name.startsWith(VALIDATION);
      return {
        name,
        title: wordsOf(isValidation ? name.slice(VALIDATION.length) : name),
        text: figureText(name, value),
        measuredOn: isValidation ? 'validation' : 'training',
      };
    });
}

/** A speed: `3,412`. Below ten, with two digits. */
export function rateText(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return '-';
  if (perSecond < 10) return perSecond.toPrecision(2);
  return Math.round(perSecond)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A time: `0.84 s`, `17.6 s`, `4 min 05 s`, `2 h 10 min`. */
export function secondsText(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

const VALIDATION = 'validation';
const notMeasured: ReadonlySet<keyof EpochRecord> = new Set(['epoch', 'learningRate', 'seconds']);

/** `91.93 %` for accuracies, else four digits: `0.2831`, `3.10e-5`. */
function figureText(name: string, value: number): string {
  if (/accuracy$/i.test(name)) return `${(100 * value).toFixed(2)} %`;
  return value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 1000)
    ? value.toFixed(4)
    : value.toExponential(2);
}

/** `top5Accuracy` as `top 5 accuracy`. */
function wordsOf(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z\d])|(?<=\d)(?=[A-Za-z])/g, ' ').toLowerCase();
}
