import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Trace } from '../../../src/autograd/trace/traced.js';
import { GRADIENT_SIGN, layOut, LINE, PADDING, rowsOf, type GraphBox } from './layout.js';
import { hasGradient, isComputed, momentAt } from './pass.js';

/** Smaller than this share of its size the graph does not become: it is scrolled instead. */
const LEAST_SCALE = 0.85;

interface GraphProps {
  readonly trace: Trace;
  readonly position: number;
}

/** The graph of the pass: what is known by now, what not yet, and where the walk is. */
export function Graph({ trace, position }: GraphProps) {
  const { width, height, boxes, arrows } = useMemo(() => layOut(trace), [trace]);
  const { step, direction } = momentAt(trace, position);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = boxes.find(({ value }) => value.id === step?.output);
    if (!box || !scroller.current) return;
    const { scrollWidth, clientWidth } = scroller.current;
    scroller.current.scrollLeft = ((box.x + box.width / 2) / width) * scrollWidth - clientWidth / 2;
  }, [position, boxes]);
  return (
    <div class="graph" ref={scroller} tabIndex={0} role="group" aria-label="Graph of the pass">
      <svg
        style={{ maxWidth: `${width}px`, minWidth: `${LEAST_SCALE * width}px` }}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={graphText(trace)}
      >
        {arrows.map(({ from, to, points }) => (
          <path
            key={`${from} ${to}`}
            class={to === step?.output ? `arrow arrow-${direction}` : 'arrow'}
            d={`M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`}
          />
        ))}
        {boxes.map((box) => (
          <Box
            key={box.value.id}
            box={box}
            isKnown={isComputed(trace, position, box.value.id)}
            withGradient={hasGradient(trace, position, box.value.id)}
            lit={box.value.id === step?.output ? direction : null}
          />
        ))}
      </svg>
    </div>
  );
}

interface BoxProps {
  readonly box: GraphBox;
  readonly isKnown: boolean;
  readonly withGradient: boolean;
  readonly lit: 'forward' | 'backward' | null;
}

function Box({ box: { value, operation, x, y, width, height }, isKnown, withGradient, lit }: BoxProps) {
  const rows = rowsOf(value.values, value.shape);
  const gradient = value.gradient === null ? [] : rowsOf(value.gradient, value.shape).map(signed);
  const [left, top] = [PADDING, PADDING + LINE - 4];
  const state = [lit !== null && `box-${lit}`, !isKnown && 'box-unknown', operation === null && 'box-given'];
  return (
    <g class={['box', ...state].filter(Boolean).join(' ')} transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} rx="8" />
      <text x={left} y={top} class="box-name">
        {operation ?? value.name}
      </text>
      {operation !== null && (
        <text x={width - left} y={top} class="box-symbol" text-anchor="end">
          {value.name}
        </text>
      )}
      {isKnown && <Rows rows={rows} x={left} y={top + LINE + 6} name="box-value" />}
      {withGradient && <Rows rows={gradient} x={left} y={top + 6 + LINE * (rows.length + 1)} name="box-gradient" />}
    </g>
  );
}

/** With the sign of a gradient before the first row. */
function signed(row: string, i: number): string {
  return (i === 0 ? GRADIENT_SIGN : ' '.repeat(GRADIENT_SIGN.length)) + row;
}

interface RowsProps {
  readonly rows: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

function Rows({ rows, x, y, name }: RowsProps) {
  return (
    <>
      {rows.map((row, i) => (
        <text key={i} x={x} y={y + i * LINE} class={name}>
          {row}
        </text>
      ))}
    </>
  );
}

/** The graph in words: its operations in the order of computation. */
function graphText({ steps, values }: Trace): string {
  const parts = steps.map(({ formula, output }) => `${values[output].name} = ${formula}`);
  return `Graph of the network: ${parts.join('; ')}`;
}
