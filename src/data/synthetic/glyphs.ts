/**
 * How the ten digits are written: the ways (variants) that are common in handwriting, each as the strokes of a pen.
 *
 * Coordinates: x to the right, y down, a digit about 0.6 wide and 1 high. A stroke is what the pen draws without
 * lifting: a list of runs; each run is a smooth curve through its points, and begins with a corner where the run before
 * it ended.
 */

/** [x, y] */
export type Point = readonly [number, number];
/** A smooth curve through its points. */
export type Run = readonly Point[];
/** Runs joined at corners; every run but the first begins where the one before ends. */
export type PenStroke = readonly Run[];

export interface Glyph {
  /** How common this way of writing is among the variants of its digit. */
  readonly weight: number;
  readonly strokes: readonly PenStroke[];
}

// prettier-ignore
const zero: Glyph[] = [
  { weight: 5, strokes: [[ // an oval, begun at the top
    [[.36, .02], [.14, .15], [.03, .5], [.12, .85], [.32, .98], [.54, .84], [.63, .5], [.53, .15], [.32, .02]],
  ]] },
  { weight: 3, strokes: [[ // begun at the right, its ends overlapping
    [[.55, .13], [.34, .01], [.12, .16], [.03, .5], [.13, .85], [.34, .98], [.56, .82], [.63, .46], [.5, .12], [.3, .06]],
  ]] },
  { weight: 2, strokes: [[ // clockwise, begun at the left
    [[.1, .22], [.3, .02], [.53, .14], [.63, .48], [.54, .84], [.32, .98], [.11, .84], [.03, .5], [.13, .16], [.26, .06]],
  ]] },
  { weight: 0.4, strokes: [ // slashed
    [[[.36, .02], [.14, .15], [.03, .5], [.12, .85], [.32, .98], [.54, .84], [.63, .5], [.53, .15], [.32, .02]]],
    [[[.64, .04], [.02, .96]]],
  ] },
];

// prettier-ignore
const one: Glyph[] = [
  { weight: 8, strokes: [[[[.3, 0], [.3, 1]]]] },
  { weight: 2, strokes: [[[[.12, .22], [.32, 0]], [[.32, 0], [.31, 1]]]] }, // with a flag
  { weight: 0.7, strokes: [[[[.12, .22], [.32, 0]], [[.32, 0], [.31, 1]]], [[[.1, 1], [.54, .99]]]] }, // with flag and foot
  { weight: 0.3, strokes: [[[[.3, 0], [.3, 1]]], [[[.1, 1], [.52, .99]]]] }, // with a foot
];

// prettier-ignore
const two: Glyph[] = [
  { weight: 4, strokes: [[ // a corner at the lower left
    [[.04, .24], [.14, .06], [.34, 0], [.54, .1], [.55, .31], [.4, .58], [.2, .8], [.03, .97]],
    [[.03, .97], [.3, .95], [.62, .97]],
  ]] },
  { weight: 4, strokes: [[ // a loop at the lower left
    [[.06, .22], [.18, .04], [.38, 0], [.55, .14], [.52, .38], [.34, .68], [.14, .93], [.03, .92], [.04, .8], [.18, .78],
      [.4, .92], [.68, .92]],
  ]] },
  { weight: 2, strokes: [[ // a wide bow, a wavy base
    [[.02, .16], [.2, .02], [.44, .05], [.54, .24], [.42, .5], [.22, .74], [.05, .93]],
    [[.05, .93], [.2, .86], [.4, .96], [.64, .9]],
  ]] },
  { weight: 2.5, strokes: [[ // a large round loop at the lower left
    [[.1, .14], [.3, .0], [.5, .12], [.52, .4], [.38, .72], [.18, .94], [.02, .86], [.06, .66], [.24, .64], [.42, .84], [.7, .98]],
  ]] },
];

// prettier-ignore
const three: Glyph[] = [
  { weight: 5, strokes: [[ // two bows that meet in a corner
    [[.06, .12], [.24, 0], [.46, .05], [.52, .22], [.41, .38], [.21, .46]],
    [[.21, .46], [.43, .49], [.57, .66], [.51, .89], [.29, 1], [.04, .91]],
  ]] },
  { weight: 3, strokes: [[ // a small loop where they meet
    [[.05, .1], [.26, 0], [.48, .08], [.5, .26], [.36, .42], [.22, .47], [.27, .52], [.38, .48], [.55, .6], [.56, .82], [.36, .98],
      [.1, .98], [.02, .88]],
  ]] },
  { weight: 2, strokes: [[ // soft, the bows hardly parted
    [[.03, .06], [.3, 0], [.52, .13], [.46, .36], [.34, .47], [.5, .58], [.54, .82], [.32, 1], [.02, .96]],
  ]] },
  { weight: 0.6, strokes: [[ // a flat top
    [[.05, .03], [.54, .02]], [[.54, .02], [.26, .38]],
    [[.26, .38], [.48, .44], [.59, .66], [.5, .92], [.25, 1], [.02, .9]],
  ]] },
];

// prettier-ignore
const four: Glyph[] = [
  { weight: 4, strokes: [ // open, with a corner
    [[[.1, .04], [.07, .3], [.04, .54]], [[.04, .54], [.3, .53], [.62, .49]]], [[[.5, .02], [.47, .5], [.43, 1]]],
  ] },
  { weight: 4, strokes: [ // open, a rounded cup
    [[[.12, .03], [.06, .26], [.1, .46], [.27, .52], [.5, .42]]], [[[.56, .0], [.52, .45], [.47, 1]]],
  ] },
  { weight: 3, strokes: [ // closed, as in print
    [[[.46, 0], [.22, .34], [.02, .64]], [[.02, .64], [.3, .63], [.66, .62]]], [[[.46, .02], [.46, .5], [.44, 1]]],
  ] },
  { weight: 2, strokes: [[ // in one go
    [[.16, .02], [.06, .28], [.06, .46], [.24, .5], [.44, .4], [.56, .1]], [[.56, .1], [.5, .5], [.44, 1]],
  ]] },
  { weight: 1.5, strokes: [ // wide, the stem short above the bar
    [[[.16, .0], [.08, .28], [.0, .5]], [[.0, .5], [.3, .52], [.72, .5]]], [[[.54, .16], [.5, .5], [.46, 1]]],
  ] },
];

// prettier-ignore
const five: Glyph[] = [
  { weight: 4, strokes: [ // the bar last
    [[[.14, .04], [.09, .42]], [[.09, .42], [.3, .36], [.52, .49], [.54, .76], [.34, .97], [.03, .93]]],
    [[[.14, .04], [.36, .03], [.6, .0]]],
  ] },
  { weight: 4, strokes: [[ // in one go, two corners
    [[.6, .01], [.38, .02], [.16, .05]], [[.16, .05], [.1, .42]],
    [[.1, .42], [.32, .37], [.53, .52], [.52, .8], [.3, .98], [.02, .92]],
  ]] },
  { weight: 2.5, strokes: [[ // like an S
    [[.6, .03], [.34, .03], [.14, .16], [.16, .38], [.38, .48], [.52, .66], [.42, .9], [.2, .99], [.01, .93]],
  ]] },
];

// prettier-ignore
const six: Glyph[] = [
  { weight: 5, strokes: [[
    [[.46, 0], [.24, .2], [.08, .5], [.05, .78], [.2, .98], [.42, .95], [.53, .76], [.43, .59], [.24, .6], [.08, .77]],
  ]] },
  { weight: 3, strokes: [[ // upright stem, small loop
    [[.22, 0], [.1, .3], [.04, .66], [.12, .95], [.36, .98], [.48, .8], [.38, .64], [.18, .68], [.07, .82]],
  ]] },
  { weight: 2, strokes: [[ // a wide bow
    [[.58, .06], [.34, .06], [.12, .32], [.05, .68], [.2, .97], [.45, .95], [.57, .74], [.44, .54], [.22, .58], [.1, .72]],
  ]] },
];

// prettier-ignore
const seven: Glyph[] = [
  { weight: 6, strokes: [[[[.02, .07], [.3, .05], [.6, .03]], [[.6, .03], [.42, .46], [.28, 1]]]] },
  { weight: 2, strokes: [ // barred
    [[[.02, .07], [.3, .05], [.6, .03]], [[.6, .03], [.42, .46], [.28, 1]]], [[[.18, .5], [.6, .47]]],
  ] },
  { weight: 2, strokes: [[ // with a serif
    [[.04, .22], [.05, .06]], [[.05, .06], [.32, .08], [.6, .03]], [[.6, .03], [.4, .5], [.3, 1]],
  ]] },
  { weight: 2, strokes: [[[[.02, .1], [.24, .02], [.5, .03], [.57, .14], [.46, .4], [.34, .68], [.3, 1]]]] }, // a soft corner
  { weight: 2, strokes: [[ // a long serif
    [[.0, .34], [.05, .08]], [[.05, .08], [.32, .03], [.6, .08]], [[.6, .08], [.5, .45], [.42, 1]],
  ]] },
];

// prettier-ignore
const eight: Glyph[] = [
  { weight: 5, strokes: [[ // in one go, begun at the upper right
    [[.5, .12], [.34, .0], [.14, .08], [.12, .27], [.32, .46], [.51, .66], [.49, .9], [.28, 1], [.08, .88], [.11, .66], [.31, .47],
      [.49, .28], [.53, .1]],
  ]] },
  { weight: 2, strokes: [ // two rings
    [[[.32, .02], [.14, .1], [.13, .32], [.3, .46], [.48, .34], [.5, .12], [.32, .01]]],
    [[[.3, .46], [.08, .58], [.06, .85], [.28, 1], [.52, .88], [.54, .6], [.32, .46]]],
  ] },
  { weight: 3, strokes: [[ // begun in the middle
    [[.34, .46], [.14, .3], [.16, .08], [.36, 0], [.52, .14], [.44, .34], [.24, .52], [.08, .72], [.12, .94], [.34, .99], [.5, .84],
      [.46, .6], [.3, .44]],
  ]] },
  { weight: 3.5, strokes: [[ // its ends crossing at the upper right
    [[.6, .02], [.38, .04], [.16, .1], [.14, .26], [.3, .44], [.44, .64], [.4, .9], [.22, 1], [.08, .9], [.12, .7], [.32, .46],
      [.5, .26], [.66, .1]],
  ]] },
  { weight: 1.5, strokes: [[ // wide open at the upper right
    [[.58, .14], [.36, .0], [.12, .1], [.14, .3], [.36, .46], [.48, .66], [.42, .92], [.22, 1], [.08, .86], [.16, .64], [.38, .4],
      [.62, .22]],
  ]] },
];

// prettier-ignore
const nine: Glyph[] = [
  { weight: 5, strokes: [[ // a ring and a straight stem
    [[.5, .14], [.34, .01], [.12, .08], [.04, .3], [.16, .46], [.36, .42], [.52, .14]], [[.52, .14], [.5, .5], [.46, 1]],
  ]] },
  { weight: 3, strokes: [[ // a curved tail
    [[.5, .16], [.32, .01], [.1, .1], [.06, .34], [.24, .48], [.44, .38], [.53, .16]],
    [[.53, .16], [.56, .5], [.44, .88], [.22, .99], [.06, .92]],
  ]] },
  { weight: 2, strokes: [[ // no corner
    [[.46, .3], [.26, .48], [.08, .36], [.1, .12], [.32, .0], [.48, .1], [.52, .34], [.46, .66], [.34, 1]],
  ]] },
  { weight: 3, strokes: [[ // a small slanted ring, a long stem
    [[.5, .1], [.34, .04], [.14, .2], [.08, .38], [.2, .44], [.4, .3], [.52, .08]], [[.52, .08], [.42, .5], [.32, 1]],
  ]] },
  { weight: 2, strokes: [ // ring and stem apart
    [[[.4, .06], [.2, .06], [.06, .24], [.14, .42], [.34, .4], [.46, .2], [.38, .04]]], [[[.5, .02], [.48, .5], [.46, 1]]],
  ] },
];

/** The variants of each digit, by the digit. */
export const glyphs: readonly (readonly Glyph[])[] = [zero, one, two, three, four, five, six, seven, eight, nine];
