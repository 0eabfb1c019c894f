import { escapedHtml } from '../../src/report/page/escaped-html.js';
import { palette } from '../../src/report/charts/theme.js';

/** The colours of the charts, by what diagrams use them for. */
export const colours = { value: palette[0], gradient: palette[1], good: palette[2], other: palette[3], ink: '#222222' };

/** A place in a diagram, in pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface TextStyle {
  /** Default `ink`. */
  readonly colour?: string;
  /** Height of the letters in pixels. Default 14. */
  readonly size?: number;
  /** Which part of the text stands at the point. Default middle. */
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

/** An SVG document on white of the parts that the functions below draw. `title` is read to those who cannot see it. */
export function diagram(title: string, width: number, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="DejaVu Sans, sans-serif" role="img">`,
    `<title>${escapedHtml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** One line of text, its vertical middle at the point. */
export function text(at: Point, content: string, style: TextStyle = {}): string {
  const { colour = colours.ink, size = 14, anchor = 'middle', bold = false } = style;
  const weight = bold ? ' font-weight="bold"' : '';
  return (
    `<text x="${rounded(at.x)}" y="${rounded(at.y)}" dy="0.35em" fill="${colour}" font-size="${size}" ` +
    `text-anchor="${anchor}"${weight}>${escapedHtml(content)}</text>`
  );
}

/** A rectangle around its centre with lines of text in it. */
export function box(
  centre: Point,
  { width, height }: { width: number; height: number },
  lines: readonly string[],
  { colour = colours.ink, fill = 'white', round = 6 }: { colour?: string; fill?: string; round?: number } = {},
): string {
  const [x, y] = [centre.x - width / 2, centre.y - height / 2].map(rounded);
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${fill}" stroke="${colour}"/>`,
    ...lines.map((line, i) => text({ x: centre.x, y: centre.y + (i - (lines.length - 1) / 2) * 19 }, line)),
  ].join('\n');
}

/** A value of a graph: what it is, its number, and, below the box, the derivative with respect to it. */
export function valueNode(centre: Point, formula: string, value: string, derivative = ''): string {
  return [
    box(centre, { width: 120, height: 52 }, []),
    text({ x: centre.x, y: centre.y - 10 }, formula),
    text({ x: centre.x, y: centre.y + 10 }, value, { colour: colours.value }),
    text({ x: centre.x, y: centre.y + 40 }, derivative, { colour: colours.gradient, size: 13 }),
  ].join('\n');
}

/** A straight arrow. `label` stands beside its middle, `labelAt` moves it. */
export function arrow(
  from: Point,
  to: Point,
  {
    colour = colours.ink,
    label = '',
    labelAt = { x: 0, y: -12 },
    labelColour = colour,
    dashed = false,
  }: { colour?: string; label?: string; labelAt?: Point; labelColour?: string; dashed?: boolean } = {},
): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const [headLength, headWidth] = [9, 4];
  const neck = { x: to.x - headLength * ux, y: to.y - headLength * uy };
  const corners = [
    to,
    { x: neck.x - headWidth * uy, y: neck.y + headWidth * ux },
    { x: neck.x + headWidth * uy, y: neck.y - headWidth * ux },
  ];
  const dash = dashed ? ' stroke-dasharray="5 4"' : '';
  const middle = { x: (from.x + to.x) / 2 + labelAt.x, y: (from.y + to.y) / 2 + labelAt.y };
  return [
    `<line x1="${rounded(from.x)}" y1="${rounded(from.y)}" x2="${rounded(neck.x)}" y2="${rounded(neck.y)}" ` +
      `stroke="${colour}" stroke-width="1.5"${dash}/>`,
    `<polygon points="${corners.map(({ x, y }) => `${rounded(x)},${rounded(y)}`).join(' ')}" fill="${colour}"/>`,
    ...(label === '' ? [] : [text(middle, label, { colour: labelColour, size: 13 })]),
  ].join('\n');
}

/** A matrix as squares with numbers in them; `fill` colours the square of a row and column. */
export function grid(
  corner: Point,
  rows: readonly (readonly (string | number)[])[],
  { cell = 36, fill = () => 'white', size = 13 }: GridStyle = {},
): string {
  const squares = rows.flatMap((row, r) =>
    row.flatMap((value, c) => {
      const [x, y] = [corner.x + c * cell, corner.y + r * cell];
      return [
        `<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${fill(r, c)}" stroke="${colours.ink}" stroke-opacity="0.5"/>`,
        text({ x: x + cell / 2, y: y + cell / 2 }, String(value), { size }),
      ];
    }),
  );
  return squares.join('\n');
}

export interface GridStyle {
  /** Side of a square. Default 36. */
  readonly cell?: number;
  readonly fill?: (row: number, column: number) => string;
  /** Height of the numbers. Default 13. */
  readonly size?: number;
}

/** Hundredths of a pixel are enough, and keep files the same on every machine. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
