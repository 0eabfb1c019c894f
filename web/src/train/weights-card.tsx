import { useMemo } from 'preact/hooks';
import type { RunView } from '../engine/run-store.js';
import { Bitmap, signColour } from '../parts/bitmap.js';

/** The first layer's weights as pictures, as they form. */
export function WeightsCard({ run }: { readonly run: RunView }) {
  const weights = run.weights.value;
  const colour = useMemo(() => signColour(weights ? largest(weights.values) : 1), [weights]);
  if (!weights) return null;
  const { layer, units, shown, height, width, values } = weights;
  const pixels = height * width;
  return (
    <div class="card">
      <h3>First layer's weights</h3>
      <div class="weights" role="img" aria-label={`The weights of ${shown} units of ${layer} as pictures`}>
        {Array.from({ length: shown }, (_, unit) => (
          <Bitmap
            key={unit}
            width={width}
            height={height}
            values={values.subarray(unit * pixels, (unit + 1) * pixels)}
            colour={colour}
            label=""
          />
        ))}
      </div>
      <p class="small muted">
        {shown === units ? `All ${units} units` : `${shown} of ${units} units`} of {layer}: blue looks for ink, orange
        for its absence
      </p>
    </div>
  );
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
}
