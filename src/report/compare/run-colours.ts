import { palette } from '../charts/theme.js';

/**
 * A colour for each run, the same in every chart of a comparison: the palette, or, for more runs than it has colours, viridis from
 * the first run to the last.
 */
export function runColours(names: readonly string[]) {
  const domain = [...names];
  const few = names.length <= palette.length;
  return {
    field: 'run',
    type: 'nominal' as const,
    title: null,
    sort: null,
    scale: few
      ? { domain, range: palette.slice(0, names.length) }
      : { domain, scheme: { name: 'viridis' as const, extent: [0, 0.9], count: names.length } },
  };
}
