import { scheme } from 'vega-scale';

/** Red, green and blue, 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour for each value from 0 to 1; values beyond have the colour of the nearer end. */
export type ColourMap = (share: number) => Rgb;

/**
 * viridis: dark violet to yellow, for amounts. blueorange: blue over white to orange, for values around 0. Both can be
 * read with any kind of colour blindness, and are Vega's, so that a legend of the same name fits. grey: black to white,
 * for photographs and scanned ink.
 */
export const COLOUR_MAP_NAMES = ['viridis', 'blueorange', 'grey'] as const;
export type ColourMapName = (typeof COLOUR_MAP_NAMES)[number];

/** The colour of a value that does not exist: neither end nor middle of any map. */
export const UNDEFINED_COLOUR: Rgb = [140, 140, 140];

/** A colour map by its name, from a table of 256 colours. */
export function colourMap(name: ColourMapName): ColourMap {
  const colours = Array.from({ length: 256 }, (_, i) =>
    name === 'grey' ? ([i, i, i] as const) : schemeColour(name, i),
  );
  return (share) => colours[Math.round(255 * Math.max(0, Math.min(1, share)))];
}

/** What a Vega-Lite scale needs to give the same colours. */
export function colourRange(name: ColourMapName): { scheme: 'viridis' | 'blueorange' } | { range: string[] } {
  return name === 'grey' ? { range: ['black', 'white'] } : { scheme: name };
}

function schemeColour(name: 'viridis' | 'blueorange', place: number): Rgb {
  const colourAt = scheme(name);
  // Vega gives colours as CSS: rgb(68, 1, 84).
  const [red, green, blue] = colourAt(place / 255)
    .match(/\d+/g)!
    .map(Number);
  return [red, green, blue];
}
