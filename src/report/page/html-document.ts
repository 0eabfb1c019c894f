import { escapedHtml } from './escaped-html.js';

/** The parts of a page, each HTML that is whole in itself. */
export interface HtmlDocument {
  /** A text, not HTML. */
  readonly title: string;
  readonly style: string;
  /** What stands in `<body>`, line by line. */
  readonly body: readonly string[];
  /** A script at the end of the body. Default: none. */
  readonly script?: string;
}

/** A page as one HTML file that needs nothing else. */
export function htmlDocument({ title, style, body, script }: HtmlDocument): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapedHtml(title)}</title>`,
    `<style>\n${style}\n</style>`,
    '</head>',
    '<body>',
    ...body,
    ...(script === undefined ? [] : [`<script>\n${script}\n</script>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
