import type { Trace } from '../../autograd/trace/traced.js';
import { factList } from '../html-page.js';
import { escapedHtml } from '../page/escaped-html.js';
import { htmlDocument } from '../page/html-document.js';
import { pageStyle } from '../page/page-style.js';
import { checkSummary } from './check-text.js';
import { graphSvg } from './page/graph-svg.js';
import { panels } from './page/panels.js';
import { traceStyle } from './page/trace-style.js';
import { walkBackward } from './page/walk-backward.js';
import { numberText } from './value-text.js';

/** What stands around the graph. */
export interface TracePageTexts {
  readonly title: string;
  readonly subtitle: string;
  /** How the page was made. */
  readonly footer: string;
}

/**
 * A trace as one HTML file that needs nothing else: the graph, laid out from top to bottom, a panel for every value, and a slider
 * that walks backward through the pass. Without its script all panels are shown, one below the other, as they are when printed.
 */
export function tracePage(trace: Trace, { title, subtitle, footer }: TracePageTexts): string {
  const { steps, values, loss } = trace;
  const gradients = values.filter(({ gradient }) => gradient !== null).length;
  const body = [
    '<header>',
    `<h1>${escapedHtml(title)}</h1>`,
    `<p class="subtitle">${escapedHtml(subtitle)}</p>`,
    factList([
      { label: trace.objective === 'output' ? 'L' : 'L, the sum of the result', value: numberText(loss) },
      { label: 'steps', value: String(steps.length) },
      { label: 'gradients', value: String(gradients) },
    ]),
    '</header>',
    '<main>',
    '<section aria-label="The pass">',
    controls(steps.length),
    '<div class="split">',
    `<div class="graph">\n${graphSvg(trace)}\n</div>`,
    '<div class="panels" aria-live="polite">',
    startPanel(trace),
    ...panels(trace),
    '</div>',
    '</div>',
    '</section>',
    '</main>',
    `<footer>${escapedHtml(footer)}</footer>`,
  ];
  return htmlDocument({ title, style: `${pageStyle}\n${traceStyle}`, body, script: `(${walkBackward.toString()})();` });
}

/** The slider runs from right to left, as the pass does. */
function controls(steps: number): string {
  return [
    '<div class="controls">',
    '<button type="button" id="later">Step back through the pass</button>',
    `<input type="range" id="stop" min="0" max="${steps}" value="0" aria-label="How far the backward pass has come">`,
    '<button type="button" id="earlier">Undo</button>',
    '<output id="position" for="stop"></output>',
    '</div>',
  ].join('\n');
}

function startPanel(trace: Trace): string {
  return [
    '<article id="start">',
    '<h3>Before the backward pass</h3>',
    '<p>Each box is a value: what goes in is round, what a step computes stands below what it is computed from. ' +
      'Move the slider to walk backward, from the result to what went in, and see at each step which gradient arrives and which leave. ' +
      'Choose a box to open it.</p>',
    `<p>${escapedHtml(checkSummary(trace))}</p>`,
    '</article>',
  ].join('\n');
}
