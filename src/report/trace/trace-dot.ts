import type { Trace, TracedValue } from '../../autograd/trace/traced.js';
import { shapeName, shortValueText } from './value-text.js';

/**
 * A trace as a graph for Graphviz (`dot -Tsvg`): a node for each value, a step's result together with its formula; an edge from
 * each operand, labelled with the gradient that goes back along it.
 */
export function traceDot(trace: Trace): string {
  const { values, steps } = trace;
  const formulas = new Map(steps.map(({ output, formula }) => [output, formula]));
  return [
    'digraph trace {',
    '  rankdir=TB;',
    '  node [fontname="Helvetica", fontsize=11, shape=box, style=rounded];',
    '  edge [fontname="Helvetica", fontsize=9];',
    ...values.map(
      (value) => `  n${value.id} [label=${quoted(nodeLines(value, formulas.get(value.id)))}${styleOf(value)}];`,
    ),
    ...steps.flatMap((step) =>
      step.inputs.flatMap((id, place) => {
        if (id === null) return [];
        const contribution = step.contributions[place];
        const label = contribution && ` [label=${quoted([shortValueText(contribution, values[id].shape)])}]`;
        return [`  n${id} -> n${step.output}${label ?? ' [style=dashed]'};`];
      }),
    ),
    '}',
  ].join('\n');
}

function nodeLines({ name, shape, values, gradient }: TracedValue, formula: string | undefined): string[] {
  return [
    formula === undefined ? name : `${name} = ${formula}`,
    `${shapeName(shape)}: ${shortValueText(values, shape)}`,
    ...(gradient ? [`gradient ${shortValueText(gradient, shape)}`] : []),
  ];
}

function styleOf({ kind }: TracedValue): string {
  return { input: ', shape=ellipse', parameter: ', shape=ellipse, penwidth=2', constant: ', shape=plain', result: '' }[
    kind
  ];
}

/** A text of DOT: quotes and backslashes escaped, lines apart. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => line.replace(/[\\"]/g, '\\$&')).join('\\n')}"`;
}
