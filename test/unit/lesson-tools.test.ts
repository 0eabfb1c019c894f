import { describe, expect, it } from 'vitest';
import { expectClose, randomTensor } from '../../docs/lessons/check.js';
import { excerpt } from '../../scripts/lessons/excerpt.mjs';
import { freshReadme } from '../../scripts/lessons/fresh-readme.mjs';
import { checkExercises } from '../../scripts/lessons/check-exercises.mjs';

const source = `const before = 1;

/**
 * Doubles.
 */
export function double(
  x: number,
): number {
  // One line.

  return 2 * x;
}

export const rules = {
  // A rule.
  first: (x) =>
    x + 1,
  second: 2,
};
const long =
  before + 1;
`;

describe('an excerpt', () => {
  it('of a function ends with its body, not with its parameters', () => {
    const cut = excerpt(source, { first: 'export function double' });
    expect(cut).toMatch(/^export function double\(\n {2}x: number,\n\): number \{\n[^]*return 2 \* x;\n\}$/);
  });

  it('takes the comment above the statement with it where it is asked for', () => {
    expect(excerpt(source, { first: 'export function', withDocstring: true })).toMatch(
      /^\/\*\*\n \* Doubles\.\n \*\/\nexp/,
    );
  });

  it('of something within a block moves to the left margin', () => {
    expect(excerpt(source, { first: 'first:', withDocstring: true })).toBe('// A rule.\nfirst: (x) =>\n  x + 1,');
  });

  it('of a statement without brackets ends where the next begins', () => {
    expect(excerpt(source, { first: 'const before' })).toBe('const before = 1;');
    expect(excerpt(source, { first: 'const long' })).toBe('const long =\n  before + 1;');
  });

  it('goes to the last line that is named', () => {
    expect(excerpt(source, { first: 'second', last: 'const long' })).toBe('second: 2,\n};\nconst long =');
  });

  it('of what is not there, or there twice, is refused', () => {
    expect(() => excerpt(source, { first: 'third' })).toThrow('0 lines begin with "third", expected one');
    expect(() => excerpt(source, { first: 'export' })).toThrow('2 lines begin with "export", expected one');
    expect(() => excerpt(source, { first: 'second', last: 'first' })).toThrow('begins with "first"');
  });
});

describe("a lesson's text", () => {
  const sourceOf = () => source;

  it('gets its excerpts and outputs below their markers, instead of what stood there', () => {
    const text = [
      '<!-- excerpt: src/a.ts "const before" -->',
      '```ts',
      'const before = 0;',
      '```',
      'Between.',
      '<!-- output: lesson.ts "second" -->',
      '',
      'After.',
      '',
    ].join('\n');
    const fresh = freshReadme(text, sourceOf, 'first\n\nsecond\n2\n\nthird\n');
    expect(fresh).toBe(
      '<!-- excerpt: src/a.ts "const before" -->\n```ts\nconst before = 1;\n```\nBetween.\n' +
        '<!-- output: lesson.ts "second" -->\n```text\nsecond\n2\n```\n\nAfter.\n',
    );
    expect(freshReadme(fresh, sourceOf, 'first\n\nsecond\n2\n\nthird\n')).toBe(fresh);
  });

  it('gets them into an empty block as well, and keeps what follows', () => {
    const text = '<!-- output: lesson.ts -->\n```text\n```\nBetween.\n```ts\nown();\n```\n';
    expect(freshReadme(text, sourceOf, 'first\n')).toBe(text.replace('```text\n', '```text\nfirst\n'));
  });

  it.each([
    ['<!-- excerpt: src/a.ts -->', 'not a marker'],
    ['<!-- output: other.ts -->', 'not a marker'],
    ['<!-- excerpt src/a.ts "const" -->', 'not a marker'],
    ['<!-- excerpt: src/a.ts "nothing" -->', '0 lines begin with "nothing"'],
    ['<!-- output: lesson.ts "fourth" -->', 'no line of the output begins with "fourth"'],
  ])('with the marker %s is refused', (line, reason) => {
    expect(() => freshReadme(`${line}\n`, sourceOf, 'first\n')).toThrow(`${line}: ${reason}`);
  });
});

describe("someone's solutions", () => {
  it('that are wrong are told the first number that is, and where', async () => {
    await expect(expectClose('dx', [[1, 2], [3, 5]], [[1, 2], [3, 4]])).rejects.toThrow('dx: expected 4 at [1, 1], found 5'); // prettier-ignore
    await expect(expectClose('dx', [1, 2], [[1, 2]])).rejects.toThrow('dx: expected the shape [1, 2], found [2]');
    await expect(expectClose('dx', NaN, 1)).rejects.toThrow('dx: expected 1, found NaN');
    await expect(expectClose('dx', 'one', randomTensor([2], 1))).rejects.toThrow(
      'dx: expected numbers [2], found one',
    );
    await expectClose('dx', 100, 100 + 1e-8);
  });

  it('that lack a function are told so by the check that needs it', async () => {
    const exercises = { first: () => 1, second: () => 2 };
    const checks = [
      { title: 'one', check: (own: typeof exercises) => void own.first() },
      { title: 'two', check: (own: typeof exercises) => void own.second() },
    ];
    const [one, two] = await checkExercises(checks, exercises, { first: () => 1 });
    expect(one.problem).toBeNull();
    expect(two.problem).toMatch(/^there is no exported function 'second'/);
  });
});
