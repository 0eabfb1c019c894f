import { decode } from 'fast-png';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { commandText, programName } from '../../src/cli/command-text.js';
import { contactSheet } from '../../src/cli/contact-sheet.js';
import { digitPicture } from '../../src/cli/digit-picture.js';
import { flagOf } from '../../src/cli/flags.js';
import { shortened, tableText } from '../../src/cli/table.js';
import { createTrainingReport, type TrainingFacts } from '../../src/cli/training-report.js';
import { wrapped } from '../../src/cli/wrap.js';
import { smallDataset } from './data-fixtures.js';

describe('a command to be copied', () => {
  it('quotes what a shell would take apart, and nothing else', () => {
    const text = commandText(['train', 'mlp', '--hidden', '200,100', '--runs', "my folder's"]);
    expect(text).toMatch(/ train mlp --hidden 200,100 --runs 'my folder'\\''s'$/);
  });

  it('begins with npm only where handgrad itself was started through npm', () => {
    expect(programName({})).toBe('handgrad');
    expect(programName({ npm_package_name: 'handgrad', npm_lifecycle_event: 'train:mlp' })).toBe('npm run handgrad --');
    expect(programName({ npm_package_name: 'another', npm_lifecycle_event: 'start' })).toBe('handgrad');
  });
});

describe('a long sentence', () => {
  it('is broken at spaces into lines that are as full as they can be, indented after the first', () => {
    expect(wrapped('one two three four five', 9)).toBe('one two\n  three\n  four\n  five');
    expect(wrapped('one two three four five', 11)).toBe('one two\n  three\n  four five');
    expect(wrapped('one two', 7)).toBe('one two');
  });

  it('keeps a word whole that is longer than a line', () => {
    expect(wrapped('/a/long/path is here', 8)).toBe('/a/long/path\n  is\n  here');
    expect(wrapped('in /a/long/path', 8)).toBe('in\n  /a/long/path');
  });
});

describe('the first lines of a training', () => {
  const { columns } = process.stdout;
  afterEach(() => {
    vi.restoreAllMocks();
    process.stdout.columns = columns;
  });

  /** Which data and which backend, as they come out on a terminal of that width, or where there is none. */
  function firstLines(width: number | undefined): string {
    let text = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    process.stdout.columns = width as number;
    const data = { source: 'mnist: 60,000 + 10,000 images from datasets/mnist' };
    const why = 'reference (plain loops on one CPU core): no webgpu: no Vulkan on this machine';
    createTrainingReport({ quiet: true }).start({ data, why } as TrainingFacts);
    return text;
  }

  it('are broken at words on a terminal', () => {
    expect(firstLines(80)).toBe(
      'Data: mnist: 60,000 + 10,000 images from datasets/mnist. Backend: reference\n' +
        '  (plain loops on one CPU core): no webgpu: no Vulkan on this machine.\n',
    );
  });

  it('are one line where the output is no terminal', () => {
    expect(firstLines(undefined).match(/\n/g)).toHaveLength(1);
  });
});

describe('the picture of a digit', () => {
  it('has 14 lines, and a bar of half the length for a probability of a half', () => {
    const probabilities = [0.5, 0.25, 0, 0, 0, 0.25, 0, 0, 0, 0];
    const lines = digitPicture(new Uint8Array(784), probabilities).split('\n');
    expect(lines).toHaveLength(14);
    expect(lines[2]).toBe(`${' '.repeat(28)}   0 ${'█'.repeat(15)}${' '.repeat(15)}  50.00 %`);
    expect(lines[3]).toBe(`${' '.repeat(28)}   1 ${'█'.repeat(7)}▌${' '.repeat(22)}  25.00 %`);
    expect(lines[11]).toMatch(/ 9 +0\.00 %$/);
    expect(lines.map((line) => line.length).filter((length) => length > 80)).toEqual([]);
  });
});

describe('a table', () => {
  it('makes each column as wide as its widest cell', () => {
    const columns = [
      { title: 'name', align: 'left' },
      { title: 'n', align: 'right' },
    ] as const;
    expect(
      tableText(columns, [
        ['long name', '7'],
        ['b', '123'],
      ]),
    ).toBe('name         n\nlong name    7\nb          123');
  });

  it('shows where a text was cut', () => {
    expect(shortened('abcdef', 6)).toBe('abcdef');
    expect(shortened('abcdefg', 6)).toBe('abcde…');
  });
});

it('a flag is its setting in kebab case', () => {
  expect(flagOf('clipGlobalNorm')).toBe('--clip-global-norm');
  expect(flagOf('l2')).toBe('--l2');
});

describe('a contact sheet', () => {
  it('shows each digit once, from left to right and from top to bottom', () => {
    const dataset = smallDataset(25);
    const { width, height, data } = decode(contactSheet(dataset, 23));
    expect([width, height]).toEqual([20 * 30 + 2, 2 * 30 + 2]);
    const pixel = (index: number, row: number, column: number) =>
      data[(2 + Math.floor(index / 20) * 30 + row) * width + 2 + (index % 20) * 30 + column];
    for (const index of [0, 1, 19, 20, 22]) {
      expect(pixel(index, 3, 5), `digit ${index}`).toBe(dataset.images[index * 784 + 3 * 28 + 5]);
    }
  });

  it('is no wider than its digits', () => {
    expect(decode(contactSheet(smallDataset(3), 10))).toMatchObject({ width: 3 * 30 + 2, height: 32 });
  });
});
