import { Graph, layout } from '@dagrejs/dagre';
import type { Trace, TracedValue } from '../../../src/autograd/trace/traced.js';
import { numberText } from '../parts/short-number.js';

/** The graph of a pass with a place for everything, in pixels. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly GraphBox[];
  readonly arrows: readonly GraphArrow[];
}

/** A value: one that was given, or the result of an operation. */
export interface GraphBox {
  readonly value: TracedValue;
  /** The operation that makes it; null for what was given. */
  readonly operation: string | null;
  /** Of its upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From an operand to the result of the operation that takes it. */
export interface GraphArrow {
  readonly from: number;
  readonly to: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Of a character and a line of the numbers in a box, and what surrounds them. */
const CHARACTER = 7.3;
export const LINE = 16;
export const PADDING = 10;
const HEADING = 20;
/** A character of an operation's name is wider than a number's by this factor. */
const HEADING_SHARE = 1.12;
/** Before the first row of a gradient; the rows below are indented as far. */
export const GRADIENT_SIGN = '∂ ';

/** Lays the graph out from left to right. The boxes have room for values and gradients. */
export function layOut(trace: Trace): GraphLayout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 26, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const value of trace.values) graph.setNode(String(value.id), boxSize(value, operationOf(trace, value)));
  for (const { inputs, output } of trace.steps) {
    for (const input of inputs) if (input !== null) graph.setEdge(String(input), String(output));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    boxes: trace.values.map((value) => {
      const node = graph.node(String(value.id)) as Placed;
      const operation = operationOf(trace, value);
      return { ...node, value, operation, x: node.x - node.width / 2, y: node.y - node.height / 2 };
    }),
    arrows: trace.steps.flatMap(({ inputs, output }) =>
      [...new Set(inputs)].flatMap((from) => (from === null ? [] : [arrow(graph, from, output)])),
    ),
  };
}

/** A node after the layout: its centre and its size. */
interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function arrow(graph: Graph, from: number, to: number): GraphArrow {
  const { points } = graph.edge(String(from), String(to)) as Pick<GraphArrow, 'points'>;
  return { from, to, points };
}

/** Of a box: a heading, the value's rows, and as many rows for the gradient. */
function boxSize({ name, values, gradient, shape }: TracedValue, operation: string | null) {
  const rows = rowsOf(values, shape);
  const gradients = gradient === null ? [] : rowsOf(gradient, shape).map((row) => GRADIENT_SIGN + row);
  const heading = operation === null ? name.length : operation.length * HEADING_SHARE + 2 + name.length;
  const characters = Math.max(heading, ...[...rows, ...gradients].map((line) => line.length));
  return {
    width: characters * CHARACTER + 2 * PADDING,
    height: HEADING + (rows.length + gradients.length) * LINE + 2 * PADDING,
  };
}

function operationOf({ steps }: Trace, value: TracedValue): string | null {
  return steps.find(({ output }) => output === value.id)?.operation ?? null;
}

/** Numbers as lines of text, a line for each row of a matrix. */
export function rowsOf(values: readonly number[], shape: readonly number[]): string[] {
  const columns = shape.at(-1) ?? 1;
  const texts = values.map(numberText);
  return Array.from({ length: values.length / columns }, (_, row) =>
    texts.slice(row * columns, (row + 1) * columns).join('  '),
  );
}
