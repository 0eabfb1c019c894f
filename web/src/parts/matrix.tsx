import { numberText } from './short-number.js';

interface MatrixProps {
  /** Row-major. */
  readonly values: readonly number[];
  /** A vector is shown as one row. */
  readonly shape: readonly number[];
  /** What it is, for who cannot see it. */
  readonly label?: string;
}

/** A few numbers in brackets, rounded to read; each holds its exact value for who copies or checks it. */
export function Matrix({ values, shape, label }: MatrixProps) {
  const cells = values.map((value, i) => (
    <data key={i} value={String(value)} title={String(value)}>
      {numberText(value)}
    </data>
  ));
  const columns = shape.at(-1) ?? 1;
  return (
    <span
      class={shape.length === 0 ? 'scalar' : 'matrix'}
      style={{ gridTemplateColumns: `repeat(${columns}, auto)` }}
      {...(label !== undefined && { role: 'group', 'aria-label': label })}
    >
      {cells}
    </span>
  );
}
