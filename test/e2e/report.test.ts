import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { imageAt } from '../../src/data/dataset.js';
import { drawDigitData } from '../../src/data/drawn-digits.js';
import { linesOf, workspace } from './handgrad.js';

const { run, path, write } = await workspace();

const flags = '--dataset idx --hidden 16 --epochs 2 --batch-size 32';
const trained = (async () => {
  const first = await run(`train mlp ${flags} --name first --gradient-norms`);
  await run(`train mlp ${flags} --name second --seed 1 --no-report --quiet`);
  return first;
})();
const drawn = await drawDigitData({ seed: 3, trainCount: 600, testCount: 200 });

async function failing(commandLine: string): Promise<string> {
  const { stdout, stderr, code } = await run(commandLine);
  expect(stdout).toBe('');
  expect(code).not.toBe(0);
  expect(linesOf(stderr)).toHaveLength(1);
  return stderr;
}

describe('handgrad train', () => {
  it('draws a report that needs nothing else, after it has said the result', async () => {
    const { stdout } = await trained;
    expect(linesOf(stdout).at(-1)).toBe('Report: runs/first/report.html');
    const html = readFileSync(path('runs/first/report.html'), 'utf8');
    expect(html.match(/<svg/g)!.length).toBeGreaterThan(6);
    // Not by toMatch, which would print the page.
    expect(/<script|(?:src|href)="(?!data:|#)/.exec(html)?.[0]).toBeUndefined();
    expect(html.includes('Gradient norm of each layer')).toBe(true);
    const { scored } = JSON.parse(readFileSync(path('runs/first/report.json'), 'utf8')) as {
      scored: { accuracy: number };
    };
    expect(stdout).toContain(`accuracy ${(100 * scored.accuracy).toFixed(2)} %`);
  });

  it('draws none with --no-report', async () => {
    await trained;
    expect(existsSync(path('runs/second/report.html'))).toBe(false);
  });

  it('keeps gradient norms that a report can show, and refuses to where nothing is kept', async () => {
    await trained;
    const records = JSON.parse(readFileSync(path('runs/first/gradient-norms.json'), 'utf8')) as { norms: object }[];
    // 19 steps per epoch, measured every fifth, and before the first.
    expect(records).toHaveLength(1 + Math.floor((2 * 19) / 5));
    expect(Object.keys(records[0].norms)).toEqual(['dense', 'dense_1']);
    expect(await failing(`train mlp ${flags} --gradient-norms --no-save`)).toMatch(/--gradient-norms .* --no-save/);
  });
});

describe('handgrad report', () => {
  it('writes the page, every chart as SVG and PNG, and the numbers', async () => {
    await trained;
    const { stdout, stderr, code } = await run('report first --out shown');
    expect([stderr, code]).toEqual(['', 0]);
    expect(linesOf(stdout).slice(1).filter((line) => line.length > 80)).toEqual([]); // prettier-ignore
    expect(stdout).toMatch(/^recall +best \d \(\d+\.\d\d %\), worst \d/m);
    const charts = readdirSync(path('shown/charts'));
    for (const name of [
      'learning-curves',
      'confusion-counts',
      'confusion-shares',
      'gradient-norms',
      'first-layer-weights',
    ]) {
      expect(charts).toEqual(expect.arrayContaining([`${name}.svg`, `${name}.png`]));
    }
    expect([...readFileSync(path('shown/charts/learning-curves.png')).subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect(readdirSync(path('shown')).filter((file) => file.endsWith('.partial'))).toEqual([]);
  });

  it('gives the figures of eval as JSON', async () => {
    await trained;
    const report = JSON.parse((await run('report first --json')).stdout) as { scored: Record<string, unknown> };
    const evaluated = JSON.parse((await run('eval first --json')).stdout) as Record<string, unknown>;
    expect(report.scored).toMatchObject({
      accuracy: evaluated.accuracy,
      loss: evaluated.loss,
      confusionMatrix: evaluated.confusionMatrix,
    });
  });

  it('says in one line what it cannot report on', async () => {
    await trained;
    expect(await failing('report nothing')).toMatch(/there is no model 'nothing'/);
    expect(await failing('report runs/first/model.safetensors')).toMatch(/without the run that trained it/);
    await run('data draw --count 60 --seed 4 --out others');
    expect(await failing('report first --data others')).toMatch(/begun on other data than these/);
    await run(`train mlp ${flags} --name damaged --no-report --quiet`);
    await write('runs/damaged/log.jsonl', '{"epoch":1}\n');
    expect(await failing('report damaged')).toMatch(/log\.jsonl: line 1 is no record of an epoch/);
    await rm(path('runs/damaged/log.jsonl'));
    expect(await failing('report damaged')).toMatch(/has no log\.jsonl/);
    expect(await failing('report first --out own/train-images-idx3-ubyte.gz')).toMatch(/cannot write/);
  });
});

describe('handgrad compare', () => {
  it('shows the runs with their intervals, and the spread over seeds, in 80 columns', async () => {
    await trained;
    const { stdout, stderr, code } = await run('compare first second');
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toMatch(/^first +\d+\.\d\d % +\d+\.\d\d-\d+\.\d\d /m);
    expect(stdout).toMatch(/^first, second differ only in their seed: mean /m);
    const table = linesOf(stdout).filter((line) => /^(run|first|second) /.test(line));
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('writes a page with charts, and JSON', async () => {
    await trained;
    const { stdout } = await run('compare first second --out compared --json');
    const { runs, page } = JSON.parse(stdout) as { runs: { accuracy: number; interval: object }[]; page: string };
    expect(page).toBe('compared/compare.html');
    expect(readdirSync(path('compared/charts')).sort()).toEqual([
      'accuracies.png',
      'accuracies.svg',
      'curves.png',
      'curves.svg',
    ]);
    const evaluated = JSON.parse((await run('eval second --json')).stdout) as { accuracy: number };
    expect(runs[1].accuracy).toBe(evaluated.accuracy);
  });

  it('says in one line what it cannot compare', async () => {
    await trained;
    expect(await failing('compare first runs/first')).toMatch(/two runs are called first/);
    expect(await failing('compare')).toMatch(/missing required argument 'runs'/);
  });
});

describe('handgrad predict', () => {
  it('writes the pictures with their probabilities as a page, SVG and PNG', async () => {
    await trained;
    for (let i = 0; i < 3; i++) {
      const data = Uint8Array.from(imageAt(drawn.test, i));
      const png = encode({ width: 28, height: 28, data, channels: 1, depth: 8 });
      await write(`mine/${drawn.test.labels[i]}/${i}.png`, png);
    }
    const { stdout, stderr } = await run('predict first mine --brief --out seen');
    expect(stderr).toBe('');
    expect(linesOf(stdout).at(-1)).toBe('With pictures: seen/predictions.html');
    expect(readdirSync(path('seen')).sort()).toEqual(['predictions-1.png', 'predictions-1.svg', 'predictions.html']);
    expect(readFileSync(path('seen/predictions.html'), 'utf8')).toMatch(/<dd>\d of 3<\/dd>/);
  });

  it('writes a submission of all test images, and replaces none unless told', async () => {
    await trained;
    const { stdout } = await run('predict first --submission kaggle.csv');
    expect(stdout).toMatch(/^200 test images read: kaggle\.csv$/m);
    const [header, ...lines] = linesOf(readFileSync(path('kaggle.csv'), 'utf8'));
    expect(header).toBe('ImageId,Label');
    expect(lines.map((line) => line.split(',')[0])).toEqual(Array.from({ length: 200 }, (_, i) => String(i + 1)));
    const right = lines.filter((line, i) => Number(line.split(',')[1]) === drawn.test.labels[i]).length;
    const { accuracy } = JSON.parse((await run('eval first --json')).stdout) as { accuracy: number };
    expect(right / 200).toBe(accuracy);
    expect(await failing('predict first --submission kaggle.csv')).toMatch(/kaggle\.csv exists; .*--overwrite/);
    expect((await run('predict first --submission kaggle.csv --overwrite')).code).toBe(0);
  });

  it('says in one line what does not go together', async () => {
    await trained;
    expect(await failing('predict first')).toMatch(/missing required argument 'pictures'/);
    expect(await failing('predict first mine --dataset idx')).toMatch(/--dataset has no effect without --submission/);
    expect(await failing('predict first mine --submission x.csv')).toMatch(/not mine; leave one out/);
    expect(await failing('predict first --submission x.csv --out seen')).toMatch(
      /--out has no effect with --submission/,
    );
  });
});
