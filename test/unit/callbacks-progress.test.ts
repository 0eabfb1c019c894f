import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { terminalProgress } from '../../src/files/terminal-progress.js';
import type { EpochProgress, EpochSummary } from '../../src/train/callbacks/progress.js';
import { progressTable } from '../../src/train/progress-table.js';
import { progressText, rateText, secondsText } from '../../src/train/progress-text.js';

const summary = (epoch: number, figures: Record<string, number>): EpochSummary => ({
  record: { epoch, loss: 0.28312, learningRate: 0.001, seconds: 17.62, ...figures },
  epochs: 15,
  examplesPerSecond: 3412.4,
  secondsLeft: 246,
});

const classifier = { loss: 0.28312, accuracy: 0.91934, validationLoss: 0.14, validationAccuracy: 0.95831 };

const inEpoch: EpochProgress = {
  epoch: 1,
  epochs: 15,
  batch: 291,
  batches: 469,
  means: { loss: 0.28312, accuracy: 0.91934 },
  examplesPerSecond: 123_456,
  secondsLeft: 245.9,
};

/** A stream that keeps what is written. */
class Screen extends Writable {
  text = '';
  readonly columns = 80;
  constructor(readonly isTTY: boolean) {
    super();
  }
  override _write(chunk: Buffer, _: unknown, done: () => void) {
    this.text += chunk.toString();
    done();
  }
}

describe('the progress table', () => {
  const linesOf = (...summaries: EpochSummary[]) => {
    const lines: string[] = [];
    const table = progressTable((line) => void lines.push(line));
    for (const each of summaries) table.epochEnd(each);
    return lines;
  };

  it('has a heading, then a line per epoch, within 80 columns', () => {
    const lines = linesOf(summary(1, classifier), summary(2, { ...classifier, loss: 0.00004, accuracy: 1 }));
    expect(lines).toEqual([
      '       training            validation',
      'epoch      loss  accuracy      loss  accuracy  images/s        time        left',
      ' 1/15    0.2831   91.93 %    0.1400   95.83 %     3,412      17.6 s  4 min 06 s',
      ' 2/15   4.00e-5  100.00 %    0.1400   95.83 %     3,412      17.6 s  4 min 06 s',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
  });

  it('has a dash for the time left after the last epoch', () => {
    const [, , line, last] = linesOf(summary(14, classifier), { ...summary(15, classifier), secondsLeft: 0 });
    expect(line).toMatch(/ 4 min 06 s$/);
    expect(last).toMatch(/ {2}17\.6 s {11}-$/);
    expect(last).toHaveLength(line.length);
  });

  it('has one line of heading without validation', () => {
    expect(linesOf(summary(3, {}))).toEqual([
      'epoch      loss  images/s        time        left',
      ' 3/15    0.2831     3,412      17.6 s  4 min 06 s',
    ]);
  });

  it('names other metrics in words', () => {
    expect(linesOf(summary(3, { top5Accuracy: 0.5 }))[0]).toContain('  top 5 accuracy  ');
  });
});

describe('progress in words', () => {
  it('tells loss, metrics, speed and time left', () => {
    expect(progressText(inEpoch)).toBe('loss 0.2831  accuracy 91.93 %  123,456 images/s  4 min 06 s left');
  });

  it('is silent about what is not known yet', () => {
    expect(progressText({ ...inEpoch, means: null, examplesPerSecond: null, secondsLeft: null })).toBe('');
  });

  it.each([
    [0, '0.00 s'],
    [0.842, '0.84 s'],
    [9.994, '9.99 s'],
    [9.996, '10.0 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 00 s'],
    [245.9, '4 min 06 s'],
    [3599.4, '59 min 59 s'],
    [3599.6, '1 h 00 min'],
    [7800, '2 h 10 min'],
  ])('says %d seconds as %s', (seconds, text) => {
    expect(secondsText(seconds)).toBe(text);
  });

  it.each([
    [0.123, '0.12'],
    [12.4, '12'],
    [999.6, '1,000'],
    [1_234_567, '1,234,567'],
    [Infinity, '-'],
  ])('says a speed of %d as %s', (perSecond, text) => {
    expect(rateText(perSecond)).toBe(text);
  });
});

describe('terminal progress', () => {
  it('prints plain lines only, without control characters, where the output is no terminal', () => {
    const screen = new Screen(false);
    const display = terminalProgress(screen);
    expect(display.update).toBeUndefined();
    display.epochEnd(summary(1, classifier));
    display.end?.({ epochs: [], outcome: 'completed', reason: null });
    expect(screen.text.split('\n')).toHaveLength(4);
    expect(screen.text).not.toMatch(/[^ -~\n]/);
  });

  it('draws a bar of at most 80 columns for the present epoch, and takes it away for the line of the finished one', () => {
    const screen = new Screen(true);
    const display = terminalProgress(screen);
    try {
      display.update?.(inEpoch);
      // eslint-disable-next-line no-control-regex
      const drawn = screen.text.replace(/\x1b\[[\d;?]*[A-Za-z]|\x1b[78]/g, '');
      expect(drawn).toBe(' 1/15 █████░░░ loss 0.2831  accuracy 91.93 %  123,456 images/s  4 min 06 s left');
      expect(drawn.length).toBeLessThan(80);
      display.epochEnd(summary(1, classifier));
      // eslint-disable-next-line no-control-regex
      expect(screen.text).toMatch(/\x1b\[2K.* 1\/15 +0\.2831/su);
    } finally {
      display.close();
    }
  });

  it('can be closed at any time, more than once', () => {
    const screen = new Screen(true);
    const display = terminalProgress(screen);
    display.close();
    display.update?.(inEpoch);
    display.close();
    const { text } = screen;
    display.close();
    expect(screen.text).toBe(text);
  });
});
