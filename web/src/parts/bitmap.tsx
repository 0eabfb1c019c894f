import { useLayoutEffect, useRef } from 'preact/hooks';

interface BitmapProps {
  readonly width: number;
  readonly height: number;
  /** [height, width], 0 black to 255 white. */
  readonly ink: Uint8Array;
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

/** An image of a digit as it is stored, a pixel each. */
export function Bitmap({ width, height, ink, label }: BitmapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = context.createImageData(width, height);
    ink.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
    context.putImageData(image, 0, 0);
  }, [width, height, ink]);
  return <canvas ref={canvas} class="bitmap" width={width} height={height} role="img" aria-label={label} />;
}
