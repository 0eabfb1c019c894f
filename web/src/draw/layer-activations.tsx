import type { LayerPicture } from '../engine/read-drawing.js';
import { RasterCanvas } from '../parts/raster-canvas.js';

/** What every layer makes of the drawing, from the first to the last. */
export function LayerActivations({ layers }: { readonly layers: readonly LayerPicture[] }) {
  return (
    <ol class="layers">
      {layers.map(({ title, scale, raster, zoom }) => (
        <li key={title}>
          <figure>
            <figcaption>
              <strong>{title}</strong> <span class="muted small">{scale}</span>
            </figcaption>
            <div class="layer-picture" style={{ maxWidth: `${raster.width * zoom}px` }}>
              <RasterCanvas raster={raster} label={`Output of ${title}`} />
            </div>
          </figure>
        </li>
      ))}
    </ol>
  );
}
