import { percent } from '../parts/number-text.js';

interface ProbabilityBarsProps {
  /** One for each digit. */
  readonly probabilities: readonly number[];
  readonly prediction: number;
  /** Whose saliency is shown. */
  readonly explained: number;
  readonly onExplain: (digit: number) => void;
}

/** The probability of every digit as a bar; pressing one asks which pixels speak for it. */
export function ProbabilityBars({ probabilities, prediction, explained, onExplain }: ProbabilityBarsProps) {
  return (
    <ol class="bars">
      {probabilities.map((probability, digit) => (
        <li key={digit}>
          <button
            type="button"
            class={digit === prediction ? 'bar bar-best' : 'bar'}
            aria-pressed={digit === explained}
            title={`Show the pixels that matter for ${digit}`}
            onClick={() => onExplain(digit)}
          >
            <span class="bar-digit">{digit}</span>{' '}
            <span class="bar-track">
              <span class="bar-fill" style={{ width: `${100 * probability}%` }} />
            </span>
            <span class="bar-percent">{percent(probability)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
