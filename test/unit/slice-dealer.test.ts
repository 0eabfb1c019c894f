import { expect, test } from 'vitest';
import { SliceDealer } from '../../src/backend/wasm/slice-dealer.js';

/** Threads that go through the slices of a run in turns: `turns` says whose it is, and who does slice n is at place n of the result. */
function dealt(
  dealers: readonly SliceDealer[],
  slices: number,
  turns: readonly number[],
  words: Int32Array,
): number[][] {
  const takenBy = Array.from({ length: slices }, (): number[] => []);
  const at = dealers.map(() => 0);
  const look = (thread: number) => {
    if (at[thread] === slices) return;
    const slice = at[thread]++;
    if (dealers[thread].isMine(slice, words)) takenBy[slice].push(thread);
  };
  turns.forEach(look);
  for (const thread of dealers.keys()) while (at[thread] < slices) look(thread);
  return takenBy;
}

test('a slice goes to the thread that comes first, and to no other', () => {
  const words = new Int32Array(new SharedArrayBuffer(1024));
  const dealers = [0, 1].map(() => new SliceDealer(2));
  // Thread 1 goes through three slices while thread 0 is still at its first.
  expect(dealt(dealers, 5, [0, 1, 1, 1, 1, 0, 0], words)).toEqual([[0], [1], [1], [1], [0]]);
});

test('runs that follow one another are dealt anew, also if a thread had none of the last one', () => {
  const words = new Int32Array(new SharedArrayBuffer(1024));
  const dealers = [0, 1, 2].map(() => new SliceDealer(3));
  expect(dealt(dealers, 4, [2, 2, 2, 2], words)).toEqual([[2], [2], [2], [2]]);
  expect(dealt(dealers, 3, [1, 0, 2, 0, 2, 1], words).map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(dealt(dealers, 2, [0, 0, 0], words)).toEqual([[0], [0]]);
});
