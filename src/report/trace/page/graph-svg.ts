import type { Trace } from '../../../autograd/trace/traced.js';
import { escapedHtml } from '../../page/escaped-html.js';
import { layOut, LINE_HEIGHT, PADDING, type GraphEdge, type GraphNode } from './graph-layout.js';

/**
 * The graph of a trace as SVG for the page. Its script reads the data attributes: `data-panel` names what a box opens,
 * `data-step` the stop of the slider at which the backward pass is there (1 for the last step), `data-whole` the one from which
 * the gradient is whole.
 */
export function graphSvg(trace: Trace): string {
  const { width, height, nodes, edges } = layOut(trace);
  const stops = new Map(trace.steps.map(({ output, index }) => [output, trace.steps.length - index]));
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="The graph of the computation">`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">',
    '<path d="M0 0 8 4 0 8z"/></marker></defs>',
    ...edges.map((edge) => edgeSvg(edge, stops.get(edge.to)!)),
    ...nodes.map((node) => nodeSvg(node, stops.get(node.value.id), wholeAt(node, trace, stops))),
    '</svg>',
  ].join('\n');
}

/** The stop of the slider from which a value's gradient is whole: that of the first step that it goes into. */
function wholeAt({ value, step }: GraphNode, { steps }: Trace, stops: ReadonlyMap<number, number>): number {
  // What a step has computed has all of its gradient as the pass gets there.
  if (step !== null) return stops.get(value.id)!;
  const first = steps.find(({ inputs, contributions }) =>
    inputs.some((id, place) => id === value.id && contributions[place] !== null),
  );
  return first === undefined ? 0 : stops.get(first.output)!;
}

function edgeSvg({ points, hasGradient }: GraphEdge, stop: number): string {
  const path = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  const kind = hasGradient ? 'edge' : 'edge constant';
  return `<path class="${kind}" d="${path}" marker-end="url(#arrow)"${hasGradient ? ` data-step="${stop}"` : ''}/>`;
}

function nodeSvg(node: GraphNode, stop: number | undefined, whole: number): string {
  const { value, title, text, gradient, x, y, width, height } = node;
  const [left, top] = [x - width / 2, y - height / 2];
  const line = (words: string, i: number, kind: string) =>
    `<text class="${kind}" x="${(left + PADDING).toFixed(1)}" y="${(top + PADDING + 10 + i * LINE_HEIGHT).toFixed(1)}">${escapedHtml(words)}</text>`;
  const radius = value.kind === 'result' ? 6 : 18;
  return [
    `<g class="node ${value.kind}" tabindex="0" role="button" aria-label="${escapedHtml(`${title}, ${text}`)}" data-panel="value-${value.id}"` +
      `${stop === undefined ? '' : ` data-step="${stop}"`}${gradient === null ? '' : ` data-whole="${whole}"`}>`,
    `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${width}" height="${height}" rx="${radius}"/>`,
    line(title, 0, 'title'),
    line(text, 1, 'value'),
    ...(gradient === null ? [] : [line(gradient, 2, 'gradient')]),
    '</g>',
  ].join('\n');
}
