import { describe, expect, it } from 'vitest';
import { renderLesson } from '../../web/lessons/render-lesson.js';

describe('a lesson as a page', () => {
  const readme = [
    '# 7. Convolution & co',
    'Inline $x^2$, a [neighbour](../08-pooling/README.md#max), [code](../../../src/ops/conv2d.ts) and',
    '[a paper](https://example.org/paper).',
    '```math',
    'y = \\sum_i x_i',
    '```',
    '```ts',
    'const a = 1 < 2;',
    '```',
  ].join('\n');

  it('has number and title, mathematics as MathML, and code as it was', () => {
    const { number, title, html } = renderLesson(readme);
    expect({ number, title }).toEqual({ number: 7, title: 'Convolution & co' });
    expect(html).toContain('<title>Convolution &amp; co - handgrad</title>');
    expect(html.match(/<math /g)).toHaveLength(2);
    expect(html).toContain('const a = 1 &lt; 2;');
    expect(html).not.toContain('<script');
  });

  it('links to other lessons and to the web, not to files that the site does not have', () => {
    const { html } = renderLesson(readme);
    expect(html).toContain('<a href="../08-pooling/index.html#max">neighbour</a>');
    expect(html).toContain('<a href="https://example.org/paper">a paper</a>');
    expect(html).not.toContain('conv2d.ts');
  });

  it('is refused without a heading that has a number', () => {
    expect(() => renderLesson('# Convolution')).toThrow('"# <number>. <title>"');
  });
});
