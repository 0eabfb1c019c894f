import type { Trace } from '../../../src/autograd/trace/traced.js';
import { lastPosition, momentAt } from './pass.js';
import { goTo } from './step-state.js';

interface WalkControlsProps {
  readonly trace: Trace;
  readonly position: number;
}

/** One operation on or back, to the ends and to the loss between them, and a slider over the whole walk. */
export function WalkControls({ trace, position }: WalkControlsProps) {
  const last = lastPosition(trace);
  const loss = trace.steps.length;
  return (
    <div class="walk">
      <div class="row" role="group" aria-label="Walk through the pass">
        <WalkButton to={0} from={position} text="Start" />
        <WalkButton to={Math.max(0, position - 1)} from={position} text="Back" />
        <WalkButton to={Math.min(last, position + 1)} from={position} text="Next" isMain />
        <WalkButton to={loss} from={position} text="Loss" />
        <WalkButton to={last} from={position} text="End" />
      </div>
      <input
        type="range"
        min={0}
        max={last}
        value={position}
        aria-label="Place in the pass"
        aria-valuetext={placeText(trace, position)}
        onInput={({ currentTarget }) => goTo(currentTarget.valueAsNumber)}
      />
      <div class="walk-ends muted small" aria-hidden="true">
        <span>forward</span>
        <span>loss</span>
        <span>backward</span>
      </div>
    </div>
  );
}

interface WalkButtonProps {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly isMain?: boolean;
}

/** Not `disabled` where it leads nowhere: that would take the focus away from who presses it again and again. */
function WalkButton({ from, to, text, isMain = false }: WalkButtonProps) {
  return (
    <button type="button" class={isMain ? 'primary' : ''} aria-disabled={from === to} onClick={() => goTo(to)}>
      {text}
    </button>
  );
}

function placeText(trace: Trace, position: number): string {
  const { direction, step, place } = momentAt(trace, position);
  return step ? `${direction} ${place} of ${trace.steps.length}: ${step.operation}` : 'before the first operation';
}
