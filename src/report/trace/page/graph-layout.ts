import { Graph, layout } from '@dagrejs/dagre';
import type { Trace, TracedValue, TraceStep } from '../../../autograd/trace/traced.js';
import { gradientName } from '../../../autograd/trace/gradient-name.js';
import { shapeName, shortValueText } from '../value-text.js';

/** A value in its place, as a box with lines of text; sizes in pixels. */
export interface GraphNode {
  readonly value: TracedValue;
  /** The step whose result it is; null for what goes in. */
  readonly step: TraceStep | null;
  readonly title: string;
  readonly text: string;
  /** Shown once the gradient has arrived; null where none does. */
  readonly gradient: string | null;
  /** Of the centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A way that a value goes into a step, and its gradient back. */
export interface GraphEdge {
  readonly from: number;
  /** The result of the step. */
  readonly to: number;
  readonly hasGradient: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Of the monospaced font of the boxes. */
export const LINE_HEIGHT = 17;
const CHARACTER_WIDTH = 7.3;
export const PADDING = 10;
/** Longer texts are cut; the panel has them whole. */
const LONGEST_LINE = 34;

/** Lays a trace out from top to bottom (Sugiyama's method, by dagre): every value above what is computed from it. */
export function layOut(trace: Trace): GraphLayout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 24, ranksep: 36, marginx: 6, marginy: 6 });
  graph.setDefaultEdgeLabel(() => ({}));
  const steps = new Map(trace.steps.map((step) => [step.output, step]));
  const boxes = trace.values.map((value) => boxOf(value, steps.get(value.id) ?? null));
  boxes.forEach(({ value, width, height }) => graph.setNode(String(value.id), { width, height }));
  const edges = trace.steps.flatMap(edgesInto);
  for (const { from, to } of edges) graph.setEdge(String(from), String(to));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: boxes.map((box) => ({ ...box, ...(graph.node(String(box.value.id)) as { x: number; y: number }) })),
    edges: edges.map((edge) => ({
      ...edge,
      points: (graph.edge(String(edge.from), String(edge.to)) as Pick<GraphEdge, 'points'>).points,
    })),
  };
}

function boxOf(value: TracedValue, step: TraceStep | null): Omit<GraphNode, 'x' | 'y'> {
  const { name, shape, values, gradient } = value;
  const title = cut(step === null ? name : `${name} = ${step.formula}`);
  const size = shape.length === 0 ? '' : `${shapeName(shape)} `;
  const text = cut(`${size}${shortValueText(values, shape)}`);
  const arrived = gradient && cut(`${gradientName(name)} = ${shortValueText(gradient, shape)}`);
  const lines = [title, text, ...(arrived === null ? [] : [arrived])];
  return {
    value,
    step,
    title,
    text,
    gradient: arrived,
    width: Math.ceil(Math.max(...lines.map((line) => line.length)) * CHARACTER_WIDTH) + 2 * PADDING,
    height: lines.length * LINE_HEIGHT + 2 * PADDING - 4,
  };
}

/** One for each value that goes into a step, however often it does. */
function edgesInto({ inputs, output, contributions }: TraceStep): Omit<GraphEdge, 'points'>[] {
  const sources = [...new Set(inputs.filter((id) => id !== null))];
  return sources.map((from) => ({
    from,
    to: output,
    hasGradient: inputs.some((id, place) => id === from && contributions[place] !== null),
  }));
}

function cut(text: string): string {
  return text.length <= LONGEST_LINE ? text : `${text.slice(0, LONGEST_LINE - 1)}…`;
}
