import type { RunView } from '../engine/run-store.js';
import { RasterCanvas } from '../parts/raster-canvas.js';

/** The first layer's weights as pictures, as they form. */
export function WeightsCard({ run }: { readonly run: RunView }) {
  const weights = run.weights.value;
  if (!weights) return null;
  const { layer, units, shown, sheet } = weights;
  return (
    <div class="card">
      <h3>First layer's weights</h3>
      <RasterCanvas raster={sheet} label={`The weights of ${shown} units of ${layer} as pictures`} class="weights" />
      <p class="small muted">
        {shown === units ? `All ${units} units` : `${shown} of ${units} units`} of {layer}: orange looks for ink, blue
        for its absence
      </p>
    </div>
  );
}
