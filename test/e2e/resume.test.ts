import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/files/checkpoint-file.js';
import { jsonLinesOf, linesOf, workspace, type Ended } from './handgrad.js';

const { run, start, path } = await workspace({ trainCount: 2000, testCount: 100 });

/** Everything that has a state of its own: dropout, moments, a schedule, moving statistics, callbacks, the best weights. */
const settings =
  'train mlp --dataset idx --hidden 24 --batch-norm --dropout 0.3 --optimizer nadam --schedule cosine --batch-size 20 --epochs 4 ' +
  '--validation-share 0.1 --early-stopping 3 --restore-best --reduce-on-plateau 1 --factor 0.7 --checkpoint-every 0.02';

const uninterrupted = run(`${settings} --name whole`);

/** State of the training and log, without the times, which no two runs share. */
async function outcomeOf(name: string) {
  const { records, ...state } = await loadCheckpoint(path('runs', name, 'checkpoint.safetensors'));
  const logged = jsonLinesOf(readFileSync(path('runs', name, 'log.jsonl'), 'utf8'));
  return {
    ...without('elapsedSeconds', { ...state }),
    records: records.map(withoutSeconds),
    logged: logged.map(withoutSeconds),
  };
}

const withoutSeconds = (record: Record<string, unknown>) => without('seconds', record);

function without(name: string, record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

async function expectSameAsUninterrupted(name: string) {
  expect((await uninterrupted).code).toBe(0);
  const weights = ['whole', name].map((run) => readFileSync(path('runs', run, 'model.safetensors')));
  expect(weights[1].equals(weights[0]), 'the weights differ').toBe(true);
  expect(await outcomeOf(name)).toEqual(await outcomeOf('whole'));
}

/**
 * Starts a command and ends it with SIGKILL `ms` after its training has begun, if it has not ended by itself. With `checkpoint` the
 * time counts from when that file exists: however slow the machine, there is then something to resume from.
 */
async function killInTraining(ms: number, commandLine: string, checkpoint?: string): Promise<Ended> {
  const running = start(commandLine);
  await running.printed(/^Not trainable/m);
  while (checkpoint && !existsSync(checkpoint) && running.process.exitCode === null) await pause(5);
  await Promise.race([pause(ms), running.ended]);
  running.process.kill('SIGKILL');
  return running.ended;
}

describe('a run that is resumed ends with the same bits as one that was never interrupted', () => {
  it.each([1, 2])('after SIGKILL at any moment, several times (attempt %i)', async (attempt) => {
    const name = `killed${attempt}`;
    const resume = `train mlp --resume --name ${name}`;
    // Other moments in each test run; a message says which they were.
    const moments = Array.from({ length: 4 }, () => 50 + Math.round(500 * Math.random()));
    const told = `killed after ${moments.join(', ')} ms`;
    const outputs = [];
    for (const [i, moment] of moments.entries()) {
      const isLast = i === moments.length - 1;
      const { stdout } = await killInTraining(
        moment,
        i === 0 ? `${settings} --name ${name}` : resume,
        isLast ? path('runs', name, 'checkpoint.safetensors') : undefined,
      );
      outputs.push(stdout);
    }
    const { code, stdout, stderr } = await run(resume);
    expect(code, `${told}: ${stderr}`).toBe(0);
    expect([...outputs, stdout].join(), told).toMatch(/^Resuming runs\/killed\d after [1-9]\d* steps/m);
    await expectSameAsUninterrupted(name);
    expect(readdirSync(path('runs', name)).filter((file) => file.endsWith('.partial'))).toEqual([]);
  });

  it('after Ctrl-C, which saves and says how to go on', async () => {
    const running = start(`${settings} --name stopped`);
    await running.printed(/^ +1\/4 /m);
    running.process.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toBe('Ending after this step and saving; Ctrl-C once more ends at once\n');
    expect(stdout).toMatch(/^Interrupted; [1-3] of 4 epochs were finished\. Saved in runs\/stopped\. To go on:$/m);
    const goOn = linesOf(stdout).at(-1)!.trim();
    expect(goOn).toBe('handgrad train mlp --resume --name stopped');
    expect(existsSync(path('runs/stopped/model.safetensors'))).toBe(false);

    const resumed = await run(goOn.replace('handgrad ', ''));
    expect(resumed.stdout).toMatch(/^Resuming runs\/stopped after \d+ steps \([1-3] epochs finished\)\.$/m);
    expect(resumed.code).toBe(0);
    await expectSameAsUninterrupted('stopped');
  });

  it('after Ctrl-C with --json, which gives the command in its last line', async () => {
    const running = start(`${settings} --name stoppedJson --json`);
    await running.printed(/"event":"epoch"/);
    running.process.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const { event, resume } = jsonLinesOf(stdout).at(-1)!;
    expect(event).toBe('interrupted');
    await run(String(resume).replace('handgrad ', ''));
    await expectSameAsUninterrupted('stoppedJson');
  });

  it('when it was killed before its first checkpoint', async () => {
    const running = start(`${settings} --name early --checkpoint-every 1000`);
    await running.printed(/^Not trainable/m);
    running.process.kill('SIGKILL');
    await running.ended;
    rmSync(path('runs/early/checkpoint.safetensors'), { force: true });
    const { stdout } = await run('train mlp --resume --name early');
    expect(stdout).toContain('Resuming runs/early from its beginning.');
    await expectSameAsUninterrupted('early');
  });

  it('when it had ended: nothing is left to train, and the result is the same', async () => {
    const whole = await uninterrupted;
    const { stdout, code } = await run('train mlp --resume --name whole');
    expect(code).toBe(0);
    const result = /^Test loss .*$/m;
    expect(result.exec(stdout)![0]).toBe(result.exec(whole.stdout)![0]);
    await expectSameAsUninterrupted('whole');
  });
});

describe('Ctrl-C', () => {
  it('keeps nothing with --no-save, and says so', async () => {
    const running = start(`${settings} --no-save`);
    await running.printed(/^ +1\/4 /m);
    running.process.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/Interrupted; \d of 4 epochs were finished\. Nothing was kept \(--no-save\)\.\n$/);
  });
});

it('a resumed run may be told the settings it has, and where its data lie now', async () => {
  await uninterrupted;
  const { code, stderr } = await run(`train mlp --resume --name whole --epochs 4 --dropout 0.3 --data ${path('own')}`);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
