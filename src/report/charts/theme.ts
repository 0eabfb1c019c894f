import type { Config } from 'vega-lite';

/**
 * Colours that people with any kind of colour blindness tell apart: Okabe & Ito (2008), "Color universal design", without
 * yellow, which is too faint for lines on white. All are readable on white and on black.
 */
export const palette = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'] as const;

/**
 * Quiet axes and titles, for every chart (`config` of a Vega-Lite specification). Text and lines have the colour of the
 * text around the chart: black in a file of its own, light on a dark page.
 */
export const chartConfig: Config = {
  background: 'white',
  view: { stroke: 'currentColor', strokeOpacity: 0.2 },
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    gridColor: 'currentColor',
    gridOpacity: 0.12,
    domainColor: 'currentColor',
    domainOpacity: 0.5,
    tickColor: 'currentColor',
    tickOpacity: 0.5,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  legend: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelLimit: 300,
  },
  title: {
    color: 'currentColor',
    subtitleColor: 'currentColor',
    fontSize: 14,
    subtitleFontSize: 11,
    subtitlePadding: 5,
    anchor: 'start',
    offset: 12,
  },
  header: { labelColor: 'currentColor', labelFontSize: 12, titleColor: 'currentColor' },
  text: { color: 'currentColor', fontSize: 11 },
  rule: { color: 'currentColor' },
  range: { category: [...palette] },
};

/** The title of one of several panels of a chart, above its plot. */
export function panelTitle(text: string) {
  return { text, fontWeight: 'normal', fontSize: 12, frame: 'group', offset: 6 } as const;
}
