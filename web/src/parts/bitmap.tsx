import { useLayoutEffect, useRef } from 'preact/hooks';

interface BitmapProps {
  readonly width: number;
  readonly height: number;
  /** [height, width]. */
  readonly values: ArrayLike<number>;
  /** The colour of a value: red, green, blue, each 0 to 255. */
  readonly colour: (value: number) => readonly [number, number, number];
  /** What it shows, for those who do not see it; empty where the text beside says so. */
  readonly label: string;
}

/** Numbers as a picture, a pixel each. */
export function Bitmap({ width, height, values, colour, label }: BitmapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = context.createImageData(width, height);
    for (let i = 0, at = 0; i < width * height; i++) {
      const rgb = colour(values[i]);
      for (let part = 0; part < 3; part++) image.data[at++] = rgb[part];
      image.data[at++] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [width, height, values, colour]);
  const described = label === '' ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return <canvas ref={canvas} class="bitmap" width={width} height={height} {...described} />;
}

/** Ink as digits are shown: 0 black, 255 white. */
export function inkColour(value: number): readonly [number, number, number] {
  return [value, value, value];
}

/** Blue for positive, orange for negative values, white for 0; `most`: the value that has the full colour. */
export function signColour(most: number): (value: number) => readonly [number, number, number] {
  return (value) => {
    const share = Math.min(1, Math.abs(value) / most);
    const [red, green, blue] = value >= 0 ? [29, 78, 216] : [194, 65, 12];
    const towards = (full: number) => Math.round(250 + (full - 250) * share);
    return [towards(red), towards(green), towards(blue)];
  };
}
