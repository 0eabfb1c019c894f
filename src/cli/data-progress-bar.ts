import cliProgress from 'cli-progress';
import type { DataProgress, OnDataProgress } from '../data/progress.js';

/** Shows downloads, and the drawing, reading, making or varying of pictures, while they run. */
export interface DataProgressBar {
  readonly onProgress: OnDataProgress;
  /** Takes the bar away. */
  end(): void;
}

/** A bar on standard error, so that output stays clean; nothing where that is no terminal. */
export function dataProgressBar(): DataProgressBar {
  if (!process.stderr.isTTY) return { onProgress: () => undefined, end: () => undefined };
  let bar: cliProgress.SingleBar | null = null;
  let item = '';
  const end = () => {
    bar?.stop();
    bar = null;
  };
  return {
    onProgress(progress) {
      if (bar === null || progress.item !== item) {
        end();
        item = progress.item;
        bar = new cliProgress.SingleBar({
          format: '{what} [{bar}] {percentage} %  {amount}',
          barsize: 20,
          clearOnComplete: true,
        });
        bar.start(progress.total ?? 1, 0, payload(progress));
      }
      bar.setTotal(progress.total ?? Math.max(progress.done, 1));
      bar.update(progress.done, payload(progress));
    },
    end,
  };
}

function payload({ activity, item, done, total, unit }: DataProgress): { what: string; amount: string } {
  const amount = (count: number) => (unit === 'bytes' ? (count / 2 ** 20).toFixed(1) : count.toLocaleString('en-US'));
  const unitName = unit === 'bytes' ? 'MiB' : 'images';
  return {
    what: `${activity} ${item}`,
    amount: `${amount(done)}${total === undefined ? '' : ` of ${amount(total)}`} ${unitName}`,
  };
}
