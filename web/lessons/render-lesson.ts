import katex from 'katex';
import { Marked } from 'marked';
import markedKatex from 'marked-katex-extension';
import { escapedHtml } from '../../src/report/page/escaped-html.js';

/** A lesson as a page of its own. */
export interface RenderedLesson {
  readonly number: number;
  readonly title: string;
  readonly html: string;
}

/** A lesson's folder beside this one's, with or without its file, and a place in it. */
const OTHER_LESSON = /^\.\.\/(\d\d-[a-z0-9-]+)\/?(?:README\.md)?(#.*)?$/;
const HEADING = /^# (\d+)\. (.+)$/m;
/** Formulas become MathML, which browsers draw by themselves, without a script or fonts. */
const MATH = { output: 'mathml', throwOnError: true } as const;

const markdown = new Marked(markedKatex({ ...MATH, nonStandard: true }), {
  renderer: {
    code: ({ text, lang }) => (lang === 'math' ? katex.renderToString(text, { ...MATH, displayMode: true }) : false),
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      const lesson = OTHER_LESSON.exec(href);
      if (lesson) return `<a href="../${lesson[1]}/index.html${lesson[2] ?? ''}">${text}</a>`;
      // What else is in the repository is not in the site.
      return /^(https?:|#)/.test(href) ? `<a href="${href}">${text}</a>` : text;
    },
  },
});

/**
 * Makes a page of a lesson's README. Its pictures are expected beside it, its style one folder up.
 * @throws {Error} when it has no heading with a number, or a formula cannot be read.
 */
export function renderLesson(readme: string): RenderedLesson {
  const heading = HEADING.exec(readme);
  if (!heading) throw new Error('a lesson begins with "# <number>. <title>", found none');
  const [, number, title] = heading;
  return { number: Number(number), title, html: page(title, markdown.parse(readme, { async: false })) };
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapedHtml(title)} - handgrad</title>
    <link rel="icon" href="../../icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="../lesson.css" />
  </head>
  <body>
    <nav><a href="../../index.html#step">Playground</a></nav>
    <main>
${content}
    </main>
  </body>
</html>
`;
}
