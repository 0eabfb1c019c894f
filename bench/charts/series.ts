/**
 * Colours that people with any kind of colour blindness tell apart, and a shape for each, so that no chart depends on colour alone:
 * Okabe & Ito (2008), "Color universal design", without yellow, which is too faint for lines on white.
 */
const palette = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'];
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'triangle-right'];

/** Colours and shapes for runners, the same in every chart of one result. */
export function seriesScales(runners: readonly string[]) {
  const domain = [...runners];
  const cycled = (values: readonly string[]) => domain.map((_, i) => values[i % values.length]);
  return {
    color: { field: 'runner', type: 'nominal', title: null, scale: { domain, range: cycled(palette) } },
    shape: { field: 'runner', type: 'nominal', title: null, scale: { domain, range: cycled(shapes) } },
  } as const;
}

/** Quiet axes and titles, for every chart. */
export const chartConfig = {
  background: 'white',
  view: { stroke: '#cccccc' },
  axis: { gridColor: '#e5e5e5', labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal' },
  legend: { labelFontSize: 11, titleFontSize: 12, symbolSize: 70, labelLimit: 300, orient: 'bottom', columns: 3 },
  title: { fontSize: 14, anchor: 'start', subtitleFontSize: 11, subtitleColor: '#555555' },
  header: { labelFontSize: 12, labelFontWeight: 'bold', title: null },
} as const;
