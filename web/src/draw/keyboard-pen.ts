import type { Signal } from '@preact/signals';
import { beginStroke, extendStroke, onPad, type Point, type Stroke } from './strokes.js';

/** What a pen that keys move works on. */
export interface KeyboardPen {
  readonly strokes: Signal<readonly Stroke[]>;
  readonly pen: Signal<Point>;
  readonly isDown: Signal<boolean>;
}

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Of the pad's side, for each key press; with Shift a quarter of it. */
const STEP = 0.04;

/**
 * A pen that keys move: cursor keys, two at once for diagonals; Space puts it down and lifts it; Delete clears. `press` says whether
 * the key was one of its own.
 */
export function keyboardPen({ strokes, pen, isDown }: KeyboardPen) {
  const held = new Set<string>();

  function move(isFine: boolean): void {
    const step = isFine ? STEP / 4 : STEP;
    for (const key of held) {
      const [dx, dy] = DIRECTIONS[key];
      pen.value = onPad([pen.value[0] + step * dx, pen.value[1] + step * dy]);
    }
    if (isDown.value) strokes.value = extendStroke(strokes.value, [pen.value]);
  }

  const actions: Readonly<Record<string, () => void>> = {
    ' '() {
      isDown.value = !isDown.value;
      if (isDown.value) strokes.value = beginStroke(strokes.value, pen.value);
    },
    Delete() {
      isDown.value = false;
      strokes.value = [];
    },
  };

  return {
    press(event: KeyboardEvent): boolean {
      const action = actions[event.key];
      if (!action && !DIRECTIONS[event.key]) return false;
      event.preventDefault();
      if (action) {
        if (!event.repeat) action();
      } else {
        held.add(event.key);
        move(event.shiftKey);
      }
      return true;
    },
    release(event: KeyboardEvent): void {
      held.delete(event.key);
    },
    releaseAll(): void {
      held.clear();
      isDown.value = false;
    },
  };
}
