import { describe, expect, it } from 'vitest';
import '../../src/ops/index.js';
import { sizeOf } from '../../src/tensor/shape.js';
import { openEngines } from './engines.js';
import { haveKnownAnswers, reasonToSkip } from './known-answers.js';
import { disagreement, groupCases, operationOf, readTfjsCases, type TfjsCase } from './tfjs-cases.js';
import { concernsNaN, reasonToLeaveOut, replayForward, replayGradient } from './tfjs-replay.js';

/** The fewest of the 715 cases that have to be replayed. */
const FEWEST = 600;

const cases = readTfjsCases();
const replayable = cases.filter((one) => reasonToLeaveOut(one) === null);
const groups = groupCases(replayable, operationOf);
const groupsOrNone = groups.size > 0 ? [...groups] : [['of no operation', []] as [string, TfjsCase[]]];
const engines = (await openEngines()).filter(({ dtype }) => dtype === 'float32');

for (const { name, backend } of engines) {
  describe(`TensorFlow.js' own test cases, on ${name}${reasonToSkip}`, () => {
    const isWebGpu = /^(webgpu|gpujs:webgpu) /.test(name);

    it.skipIf(!haveKnownAnswers || !backend).each(groupsOrNone)('%s gives the expected numbers', async (_, group) => {
      const failures: string[] = [];
      for (const one of group) {
        if (isWebGpu && concernsNaN(one)) continue;
        const y = one.kind === 'grad' ? replayGradient(one, backend!) : replayForward(one, backend!);
        const problem = disagreement(await y.data(), one.expected);
        if (problem) failures.push(`${cases.indexOf(one)} ${one.test}: ${problem}`);
        if (one.kind === 'forward') expect(y.size, one.test).toBe(sizeOf(one.shape));
      }
      expect(failures).toEqual([]);
    });
  });
}

describe(`the count of TensorFlow.js' cases${reasonToSkip}`, () => {
  it.skipIf(!haveKnownAnswers)(`is at least ${FEWEST} replayed, every other with its reason`, () => {
    const leftOut = groupCases(
      cases.filter((one) => reasonToLeaveOut(one) !== null),
      (one) => `${operationOf(one)}: ${reasonToLeaveOut(one)}`,
    );
    const list = [...leftOut].map(([what, group]) => `  ${group.length} of ${what}`);
    const aboutNaN = replayable.filter(concernsNaN).length;
    console.log(
      [
        `${replayable.length} of ${cases.length} cases replayed (on webgpu ${replayable.length - aboutNaN}: ` +
          `${aboutNaN} are about NaN, which WGSL may assume does not exist); left out:`,
        ...list,
      ].join('\n'),
    );
    expect(cases.length).toBe(715);
    expect(replayable.length).toBeGreaterThanOrEqual(FEWEST);
    expect(replayable.length - aboutNaN).toBeGreaterThanOrEqual(FEWEST);
  });
});
