import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Raster } from '../../../src/report/raster.js';

interface RasterCanvasProps {
  readonly raster: Raster;
  /** What it shows, for who cannot see it. */
  readonly label: string;
  readonly class?: string;
}

/** A small picture, pixel by pixel; how large it is shown is a matter of style. */
export function RasterCanvas({ raster, label, class: name = '' }: RasterCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, rgba } = raster;
  useLayoutEffect(() => {
    const pixels = new ImageData(new Uint8ClampedArray(rgba), width, height);
    canvas.current?.getContext('2d')?.putImageData(pixels, 0, 0);
  }, [raster]);
  return <canvas ref={canvas} class={`raster ${name}`} width={width} height={height} role="img" aria-label={label} />;
}
