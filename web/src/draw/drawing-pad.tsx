import { useSignal, type Signal } from '@preact/signals';
import { useId, useMemo } from 'preact/hooks';
import { keyboardPen } from './keyboard-pen.js';
import { beginStroke, extendStroke, type Point, type Stroke } from './strokes.js';

/** Of the pad's side, as src/engine/ink-strokes.ts draws it. */
const LINE_WIDTH = 8.5;

/** A square to draw on: with mouse, pen or finger, or, where it has the focus, with the keyboard. */
export function DrawingPad({ strokes }: { readonly strokes: Signal<readonly Stroke[]> }) {
  const help = useId();
  const pen = useSignal<Point>([0.5, 0.5]);
  const isDown = useSignal(false);
  const hasKeyboard = useSignal(false);
  const keys = useMemo(() => keyboardPen({ strokes, pen, isDown }), [strokes]);
  return (
    <div class="pad">
      <div
        class="pad-sheet"
        role="application"
        aria-roledescription="drawing pad"
        aria-label="Drawing pad"
        aria-describedby={help}
        tabIndex={0}
        {...pointerHandlers(strokes)}
        onKeyDown={(event) => keys.press(event) && (hasKeyboard.value = true)}
        onKeyUp={keys.release}
        onBlur={() => {
          keys.releaseAll();
          hasKeyboard.value = false;
        }}
      >
        <svg viewBox="0 0 100 100" aria-hidden="true">
          {strokes.value.map((stroke, i) => (
            <polyline key={i} class="ink" stroke-width={LINE_WIDTH} points={polyline(stroke)} />
          ))}
          {hasKeyboard.value && <PenMark place={pen.value} isDown={isDown.value} />}
        </svg>
        {strokes.value.length === 0 && !hasKeyboard.value && <p class="pad-hint">Draw a digit here</p>}
      </div>
      <p id={help} class="muted small">
        <kbd>↑</kbd> <kbd>↓</kbd> <kbd>←</kbd> <kbd>→</kbd> move the pen, <kbd>Space</kbd> puts it down and lifts it,{' '}
        <kbd>Delete</kbd> clears.
      </p>
      <p class="visually-hidden" role="status">
        {hasKeyboard.value ? `Pen ${isDown.value ? 'down' : 'up'}, ${placeText(pen.value)}` : ''}
      </p>
    </div>
  );
}

function PenMark({ place: [x, y], isDown }: { readonly place: Point; readonly isDown: boolean }) {
  return (
    <g class={isDown ? 'pen pen-down' : 'pen'} transform={`translate(${100 * x} ${100 * y})`}>
      <circle r={LINE_WIDTH / 2} />
      <path d="M-8 0H8M0 -8V8" />
    </g>
  );
}

/** A point more than there are, so that a dot is drawn, too. */
function polyline(stroke: Stroke): string {
  return [...stroke, stroke[stroke.length - 1]].map(([x, y]) => `${100 * x},${100 * y}`).join(' ');
}

function placeText([x, y]: Point): string {
  return `${Math.round(100 * x)} % from the left, ${Math.round(100 * y)} % from the top`;
}

/** Drawing with whatever points: the pointer that began a stroke owns it until it is lifted. */
function pointerHandlers(strokes: Signal<readonly Stroke[]>) {
  const pad = (event: PointerEvent) => event.currentTarget as HTMLElement;
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      pad(event).setPointerCapture(event.pointerId);
      strokes.value = beginStroke(strokes.value, placeOn(pad(event), event));
    },
    onPointerMove(event: PointerEvent) {
      if (!pad(event).hasPointerCapture(event.pointerId)) return;
      // A fast hand makes several points between two frames.
      const points = event.getCoalescedEvents().concat(event);
      strokes.value = extendStroke(
        strokes.value,
        points.map((point) => placeOn(pad(event), point)),
      );
    },
  };
}

function placeOn(pad: HTMLElement, { clientX, clientY }: PointerEvent): Point {
  const { left, top, width, height } = pad.getBoundingClientRect();
  return [(clientX - left) / width, (clientY - top) / height];
}
